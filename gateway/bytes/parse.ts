import { Arena } from './arena.ts';
import { scanBoolean, scanFloat, scanInt, scanScalar, scanString } from './scan.ts';
import type { Leaf, List, Place, Value, Variant } from './shape.ts';
import { LAYOUT } from './surprise.ts';
import { differs } from './words.ts';

/**
 * Reads an answer that lies in the arena between two offsets, checks every byte of it and writes the records of its
 * places; answers how many objects there were at the root. Throws LAYOUT.
 */
export type Parser = (arena: Arena, from: number, to: number) => number;

const scans = { scanString, scanInt, scanFloat, scanBoolean, scanScalar };
const NULL = 'v.getInt32(o, true) === 0x6c6c756e';

/** `entities`: the root is the list of `_entities`, whose variants the arena knows. */
export const parserOf = (root: Place, entities: boolean): { parse: Parser; code: string } => {
  const code = codeOf(root, entities);
  const make = new Function(...Object.keys(scans), 'LAYOUT', code) as (...given: unknown[]) => Parser;
  return { parse: make(...Object.values(scans), LAYOUT), code };
};

const codeOf = (root: Place, entities: boolean): string => {
  const emitted = createFunctions();
  const rootCall = entities ? entitiesOf(root, emitted) : `o = ${emitted.place(root)}(o);`;
  const numbers = [...emitted.recorded];
  const before = entities ? '{"data":{"_entities":' : '{"data":';
  const after = entities ? '}}' : '}';
  return `
let A, v, ${numbers.flatMap((n) => [`R${n}`, `n${n}`]).join(', ')}${numbers.length ? ',' : ''} z;
${emitted.functions.join('\n')}
return (arena, from, to) => {
  A = arena; v = arena.view;
  ${numbers.map((n) => `R${n} = A.recordsOf(${n}, 0); n${n} = A.counts[${n}];`).join('\n  ')}
  let o = from, count = 1;
  if (${differs(before, 'o')}) throw LAYOUT;
  o += ${before.length};
  ${rootCall}
  if (${differs(after, 'o')}) throw LAYOUT;
  o += ${after.length};
  if (v.getUint8(o) === 10) o += 1;
  if (o !== to) throw LAYOUT;
  ${numbers.map((n) => `A.counts[${n}] = n${n};`).join('\n  ')}
  return count;
};`;
};

/** Representations are answered in their order: each has the variant of its own. */
const entitiesOf = (root: Place, emitted: Functions): string => `
  count = 0;
  if (v.getUint8(o) !== 91) throw LAYOUT;
  for (o += 1; v.getUint8(o) !== 93; count += 1) {
    if (count > 0) { if (v.getUint8(o) !== 44) throw LAYOUT; o += 1; }
    if (${NULL}) { ${nullRecord(root)} o += 4; } else o = ${emitted.place(root, true)}(o, A.variants[count]);
  }
  o += 1;`;

const nullRecord = ({ number, slots }: Place) =>
  slots.isEmpty
    ? ''
    : `if ((n${number} + 1) * ${slots.size} > R${number}.length) R${number} = A.recordsOf(${number}, (n${number} + 1) * ${slots.size}); R${number}[n${number} * ${slots.size}] = -1; n${number} += 1;`;

type Functions = ReturnType<typeof createFunctions>;

/** Names of functions that are made where they are first asked for. */
const createFunctions = () => {
  const functions: string[] = [];
  const recorded = new Set<number>();
  let enums = 0;
  let lists = 0;

  const place = (at: Place, given = false): string => {
    const name = `p${at.number}`;
    if (!at.slots.isEmpty) recorded.add(at.number);
    const variants = at.variants.map((variant, i) => variantOf(at, variant, i));
    const choice = given
      ? variants.map((call, i) => `if (k === ${i}) return ${call}(o, r);`)
      : at.tagged
        ? at.variants.map(({ type, fields: [first] }, i) => {
            const start = `{"${first!.key}":"`;
            return `if (!(${differs(`${type}"`, `o + ${start.length}`)})) return ${variants[i]}(o, r);`;
          })
        : [`return ${variants[0]}(o, r);`];
    const size = at.slots.size;
    const record = at.slots.isEmpty
      ? 'const r = 0;'
      : `const r = n${at.number} * ${size};
  if (r + ${size} > R${at.number}.length) R${at.number} = A.recordsOf(${at.number}, r + ${size});
  n${at.number} += 1;`;
    functions.push(`function ${name}(o, k) {
  ${record}
  ${choice.join('\n  ')}
  throw LAYOUT;
}`);
    return name;
  };

  const variantOf = (at: Place, { fields }: Variant, variant: number): string => {
    const name = `p${at.number}v${variant}`;
    const isRecorded = !at.slots.isEmpty;
    const body: string[] = isRecorded ? [`const R = R${at.number};`, `R[r] = ${variant};`] : [];
    let text = '{';
    let marks: [slot: number, at: number][] = [];
    const flush = () => {
      body.push(`if (${differs(text, 'o')}) throw LAYOUT;`, `o += ${text.length};`);
      for (const [slot, from] of marks) body.push(`R[r + ${slot}] = o - ${text.length - from};`);
      [text, marks] = ['', []];
    };
    const mark = (field: number, what: 'key' | 'value' | 'end', from: number) => {
      const slot = at.slots.known(variant, field, what);
      if (slot !== undefined) marks.push([slot, from]);
    };
    fields.forEach(({ key, value }, i) => {
      if (i > 0) text += ',';
      mark(i, 'key', text.length);
      text += `"${key}":`;
      mark(i, 'value', text.length);
      if (value.kind === 'leaf' && value.scan === 'typename') text += `"${value.words[0]}"`;
      else {
        flush();
        body.push(valueOf(value, at.slots.known(variant, i, 'child'), at.slots.known(variant, i, 'count')));
      }
      mark(i, 'end', text.length);
    });
    text += '}';
    flush();
    functions.push(`function ${name}(o, r) {\n  ${body.join('\n  ')}\n  return o;\n}`);
    return name;
  };

  /** Statements that move `o` over a value; `child` and `count` are slots of the record at `r`. */
  const valueOf = (value: Value, child?: number, count?: number): string => {
    const read = readOf(value, child, count);
    if (!value.nullable) return read;
    const none = child === undefined ? '' : `R[r + ${child}] = -1; `;
    return `if (${NULL}) { ${none}o += 4; } else { ${read} }`;
  };

  const readOf = (value: Value, child?: number, count?: number): string => {
    if (value.kind === 'leaf') return `o = ${leafOf(value)}(v, o);`;
    const call = value.kind === 'object' ? place(value.place) : listOf(value);
    const number = value.kind === 'object' ? value.place.number : itemsOf(value);
    if (child === undefined) return `o = ${call}(o);`;
    const counted = count === undefined ? '' : ` R[r + ${count}] = n${number} - R[r + ${child}];`;
    return `R[r + ${child}] = n${number}; o = ${call}(o);${counted}`;
  };

  const leafOf = ({ scan, words }: Leaf): string => {
    if (scan !== 'enum' && scan !== 'typename') return NAMES[scan];
    const name = `e${enums++}`;
    const tests = words.map(
      (word) => `if (end - o === ${word.length + 2} && !(${differs(`${word}"`, 'o + 1')})) return end;`,
    );
    functions.push(
      `function ${name}(v, o) {\n  const end = scanString(v, o);\n  ${tests.join('\n  ')}\n  throw LAYOUT;\n}`,
    );
    return name;
  };

  const listOf = (list: List): string => {
    const name = `l${lists++}`;
    functions.push(`function ${name}(o) {
  if (v.getUint8(o) !== 91) throw LAYOUT;
  o += 1;
  if (v.getUint8(o) === 93) return o + 1;
  for (;;) {
    ${itemOf(list.of, list.rows)}
    const next = v.getUint8(o);
    o += 1;
    if (next === 93) return o;
    if (next !== 44) throw LAYOUT;
  }
}`);
    return name;
  };

  const itemOf = (item: Value, rows: number): string => {
    if (item.kind === 'leaf') return valueOf(item);
    if (item.kind === 'object') {
      const call = `o = ${place(item.place)}(o);`;
      return item.nullable ? `if (${NULL}) { ${nullRecord(item.place)} o += 4; } else ${call}` : call;
    }
    const call = listOf(item);
    if (!isRecorded(item))
      return item.nullable ? `if (${NULL}) o += 4; else o = ${call}(o);` : `o = ${call}(o);`;
    recorded.add(rows);
    const inner = itemsOf(item);
    const read = `R${rows}[q] = n${inner}; o = ${call}(o); R${rows}[q + 1] = n${inner} - R${rows}[q];`;
    return `const q = n${rows} * 2;
    if (q + 2 > R${rows}.length) R${rows} = A.recordsOf(${rows}, q + 2);
    n${rows} += 1;
    ${item.nullable ? `if (${NULL}) { R${rows}[q] = -1; R${rows}[q + 1] = 0; o += 4; } else { ${read} }` : read}`;
  };

  return { place, functions, recorded };
};

const NAMES = {
  string: 'scanString',
  int: 'scanInt',
  float: 'scanFloat',
  boolean: 'scanBoolean',
  scalar: 'scanScalar',
};

/** Are the objects in the list recorded? */
const isRecorded = ({ of }: List): boolean =>
  of.kind === 'list' ? isRecorded(of) : of.kind === 'object' && !of.place.slots.isEmpty;

/** The number of the records of a list's items. */
const itemsOf = ({ of, rows }: List): number => (of.kind === 'object' ? of.place.number : rows);
