import type { GraphQLSchema } from 'graphql';
import type { QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { Arena } from './arena.ts';
import type { Fetch } from './fetches.ts';
import { isOf, type Field, type Value } from './shape.ts';
import { surprise } from './surprise.ts';
import type { Source, Target } from './target.ts';
import { copySlice, put, WRITING } from './writing.ts';

/**
 * Writes the representations that a fetch asks for, each once, and notes in every record which of them is its own,
 * or -1. Answers how many there are; the list of them lies between `arena.used` and `arena.listEnd`.
 */
export type Representer = (arena: Arena, answered: Uint8Array, at: number) => number;

/** The objects for which one fetch is made, and the sources of which its representations are cut. */
export type Origin = { target: Target; source: Source };

/** `variants`: the number of each type among those of the fetch. */
export const representerOf = (
  fetch: Fetch,
  origins: Origin[],
  schema: GraphQLSchema,
): { represent: Representer; code: string } => {
  const parts = origins.map((origin) => originOf(fetch, origin, schema));
  const code = `${WRITING}
const hash = (start, end) => {
  let h = 17;
  for (let i = start; i < end; i += 4) {
    const left = end - i;
    const word = left >= 4 ? v.getInt32(i, true) : v.getInt32(i, true) & (0xffffffff >>> (32 - 8 * left));
    h = Math.imul(h ^ word, 0x9e3779b1); h ^= h >>> 15;
  }
  return h;
};
const isSame = (a, b, length) => {
  for (let i = 0; i < length; i += 1) if (v.getUint8(a + i) !== v.getUint8(b + i)) return false;
  return true;
};
/** Entries of the table: offset, length, number + 1. */
let count = 0, mask = 0, table;
const clear = (records) => {
  let size = 16;
  while (size < records * 2) size *= 2;
  if (A.table.length < size * 3) A.table = new Int32Array(size * 3);
  table = A.table; mask = size - 1;
  table.fill(0, 0, size * 3);
  if (A.variants.length < records) A.variants = new Int32Array(records * 2);
};
/** The number of the representation that was just written: the first of its like stays. */
const numberOf = (start, variant) => {
  const length = o - start;
  for (let i = hash(start, o) & mask; ; i = (i + 1) & mask) {
    const found = table[i * 3 + 2];
    if (found === 0) {
      table[i * 3] = start; table[i * 3 + 1] = length; table[i * 3 + 2] = ++count;
      A.variants[count - 1] = variant;
      v.setUint8(o, 44); o += 1;
      return count - 1;
    }
    if (table[i * 3 + 1] === length && isSame(table[i * 3], start, length)) { o = start; return found - 1; }
  }
};
${parts.map(({ functions }) => functions).join('\n')}
return (arena, answered, at) => {
  take(arena); o = at; count = 0;
  clear(${parts.map(({ size }) => size).join(' + ')});
  need(16);
  v.setUint8(o, 91); o += 1;
  ${parts.map(({ call }) => call).join('\n  ')}
  if (count === 0) o += 1;
  v.setUint8(o - 1, 93);
  arena.listEnd = o;
  return count;
};`;
  return { represent: new Function(code)() as Representer, code };
};

const originOf = (fetch: Fetch, { target, source }: Origin, schema: GraphQLSchema) => {
  const { place } = target.sources[0]!;
  const name = `g${target.number}`;
  const size = `arena.counts[${place.number}]`;
  const cases = place.variants.map(({ type }, variant) => {
    const known = schema.getType(type);
    const body =
      known && 'getFields' in known && 'getInterfaces' in known
        ? representationOf(fetch.requires!, { target, type, schema })
        : undefined;
    if (!body) return '';
    const number = fetch.place.variants.findIndex((one) => one.type === type);
    return `case ${variant}: { ${body} R0[r0 + ${source.slot}] = numberOf(start, ${number}); continue; }`;
  });
  const used = target.sources.map(({ place: { number } }, i) => `const R${i} = A.records[${number}];`);
  return {
    size,
    call: `${name}(answered);`,
    functions: `function ${name}(answered) {
  ${used.join(' ')}
  const n = A.counts[${place.number}];
  for (let r0 = 0; r0 < n * ${place.slots.size}; r0 += ${place.slots.size}) {
    const start = o;
    write: switch (R0[r0]) {
      ${cases.join('\n      ')}
    }
    o = start;
    R0[r0 + ${source.slot}] = -1;
  }
}`,
  };
};

type Making = { target: Target; type: string; schema: GraphQLSchema };

/** Statements that write the representation of an object, or leave it at `break write`; undefined: it has none. */
const representationOf = (requires: QueryPlanSelectionNode[], making: Making): string | undefined => {
  const { schema, type } = making;
  const object = schema.getType(type)! as Parameters<typeof isOf>[1];
  const fields = new Map<string, QueryPlanFieldNode>();
  for (const fragment of requires) {
    if (fragment.kind !== 'InlineFragment' || !isOf(schema, object, fragment.typeCondition)) continue;
    for (const field of fragment.selections) {
      if (field.kind !== 'Field') return surprise('representation');
      fields.set(field.alias ?? field.name, field);
    }
  }
  if (!fields.has('__typename')) return undefined;
  const parts = [...fields].map(([key, field]) => partOf(key, field, making));
  const room = 64 + [...fields.keys()].join('').length;
  const read = new Set<number>();
  let text = '{';
  const code: string[] = [`need(${room});`];
  parts.forEach(({ source, index, variant }, i) => {
    const before = parts[i - 1];
    if (before && before.source === source && before.index + 1 === index) return;
    let last = i;
    while (parts[last + 1]?.source === source && parts[last + 1]!.index === parts[last]!.index + 1) last += 1;
    const { place, via } = making.target.sources[source]!;
    const slice: [number, number] = [
      place.slots.of(variant, index, 'key'),
      place.slots.of(variant, parts[last]!.index, 'end'),
    ];
    if (i > 0) text += ',';
    if (via === 'entity' && !read.has(source)) code.push(entityRecord(making.target, source));
    read.add(source);
    code.push(put(text), copySlice(`R${source}`, `r${source}`, slice, room));
    text = '';
  });
  return [...code, put('}')].join(' ');
};

/** Where the record of another answer lies; where there is none, what it has cannot be told. */
const entityRecord = ({ sources }: Target, source: number) => {
  const { slot, fetch, place } = sources[source]!;
  return `const i${source} = R0[r0 + ${slot}]; if (i${source} < 0 || answered[${fetch}] === 0) break write;
        const r${source} = i${source} * ${place.slots.size}; if (R${source}[r${source}] < 0) break write;`;
};

const partOf = (key: string, wanted: QueryPlanFieldNode, { target, type }: Making) => {
  for (const [source, { place }] of target.sources.entries()) {
    const variant = place.variants.findIndex((one) => one.type === type);
    const index = place.variants[variant]?.fields.findIndex((field) => field.key === key) ?? -1;
    const field = place.variants[variant]?.fields[index];
    if (field && isSame(field, wanted)) return { source, variant, index };
  }
  return surprise('representation');
};

/** Only what was fetched just as it is wanted here can be cut out whole. */
const isSame = ({ name, value }: Field, wanted: QueryPlanFieldNode): boolean =>
  name === wanted.name && isSameBelow(value, wanted.selections ?? []);

const isSameBelow = (value: Value, wanted: readonly QueryPlanSelectionNode[]): boolean => {
  if (value.kind === 'list') return isSameBelow(value.of, wanted);
  if (value.kind === 'leaf') return wanted.length === 0;
  const [only, ...others] = value.place.variants;
  return (
    others.length === 0 &&
    only!.fields.length === wanted.length &&
    wanted.every((one, i) => {
      const field = only!.fields[i]!;
      return one.kind === 'Field' && (one.alias ?? one.name) === field.key && isSame(field, one);
    })
  );
};
