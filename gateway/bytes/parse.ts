import { NOBODYS, type Arena } from './arena.ts';
import { emit, nullRecord, type Emitting } from './parse-objects.ts';
import { IS_NULL } from './parse-values.ts';
import { scanBoolean, scanFloat, scanInt, scanScalar, scanString } from './scan.ts';
import type { Place } from './shape.ts';
import { LAYOUT } from './surprise.ts';
import { differs } from './words.ts';

/**
 * Reads an answer that lies in the arena between two offsets, checks every byte of it and writes the records of its
 * places; answers how many objects there were at the root. Throws LAYOUT.
 */
export type Parser = (arena: Arena, from: number, to: number) => number;

const scans = { scanString, scanInt, scanFloat, scanBoolean, scanScalar };

/** `entities`: the root is the list of `_entities`, whose variants the arena knows. */
export const parserOf = (root: Place, entities: boolean): { parse: Parser; code: string } => {
  const code = codeOf(root, entities);
  const given = { ...scans, LAYOUT, NOBODYS };
  const make = new Function(...Object.keys(given), code) as (...values: unknown[]) => Parser;
  return { parse: make(...Object.values(given)), code };
};

const codeOf = (root: Place, entities: boolean): string => {
  const emitting = emit();
  const read = entities ? entitiesOf(root, emitting) : emitting.object(root);
  const before = entities ? '{"data":{"_entities":' : '{"data":';
  const after = entities ? '}}' : '}';
  const numbers = [...emitting.recorded];
  const names = ['A', 'V', ...numbers.flatMap((n) => [`R${n}`, `n${n}`])];
  return `
var ${names.join(', ')};
${emitting.functions.join('\n')}
return (arena, from, to) => {
  A = arena; V = arena.view;
  ${numbers.map((n) => `R${n} = A.recordsOf(${n}, 0); n${n} = A.counts[${n}];`).join('\n  ')}
  try {
    const v = V, { variants } = A;
    let o = from, count = 1;
    if (${differs(before, 'o')}) throw LAYOUT;
    o += ${before.length};
    ${read}
    if (${differs(after, 'o')}) throw LAYOUT;
    o += ${after.length};
    if (v.getUint8(o) === 10) o += 1;
    if (o !== to) throw LAYOUT;
    ${numbers.map((n) => `A.counts[${n}] = n${n};`).join('\n    ')}
    return count;
  } finally {
    A = NOBODYS; V = A.view;
    ${numbers.map((n) => `R${n} = A.counts;`).join(' ')}
  }
};`;
};

/** Representations are answered in their order: each has the variant of its own. */
const entitiesOf = (root: Place, emitting: Emitting): string => `
  count = 0;
  if (v.getUint8(o) !== 91) throw LAYOUT;
  for (o += 1; v.getUint8(o) !== 93; count += 1) {
    if (count > 0) { if (v.getUint8(o) !== 44) throw LAYOUT; o += 1; }
    if (${IS_NULL}) { ${nullRecord(root)} o += 4; } else ${emitting.object(root, 'variants[count]')}
  }
  o += 1;`;
