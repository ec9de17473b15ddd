import type { QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { Place, Value } from './shape.ts';
import { surprise } from './surprise.ts';
import { isWhole } from './wanted.ts';
import { put } from './words.ts';
import { copySlice, need, type Slice } from './writing.ts';

/** Functions by their names: each cuts what is wanted out of the objects of one place. */
export type Cutting = Map<string, string>;

type Wanted = readonly QueryPlanSelectionNode[];

/** Statements that write of a value only what is wanted. `first`, `count`: of its records, in the generated code. */
export const cutOf = (
  cutting: Cutting,
  { value, wanted }: { value: Value; wanted: Wanted },
  { first, count }: { first: string; count: string },
): string => {
  if (value.kind === 'object') return either(first, functionOf(cutting, value.place, wanted), first);
  if (value.kind === 'leaf' || value.of.kind !== 'object') return surprise('representation');
  const { number, slots } = value.of.place;
  const item = functionOf(cutting, value.of.place, wanted);
  const record = `A.records[${number}][(${first} + i) * ${slots.size}]`;
  return `if (${first} < 0) { ${put('null')} } else {
        ${need(64)} ${put('[')}
        for (let i = 0; i < ${count}; i += 1) {
          ${need(64)} if (i > 0) { ${put(',')} }
          ${either(record, item, `${first} + i`)}
        }
        ${need(64)} ${put(']')} }`;
};

const either = (isThere: string, item: string, record: string) =>
  `if (${isThere} < 0) { ${put('null')} } else { o = ${item}(o, ${record}); v = V; }`;

const functionOf = (cutting: Cutting, place: Place, wanted: Wanted): string => {
  const name = `q${place.number}`;
  const [variant, ...others] = place.variants;
  if (others.length > 0) return surprise('representation');
  place.slots.keep();
  const fields = wanted.map((one) => (one.kind === 'Field' ? one : surprise('representation')));
  const room = 64 + fields.reduce((sum, { name: text, alias = text }) => sum + alias.length + 8, 0);
  const parts = fields.map((field, i) => {
    const before = i === 0 ? '{' : ',';
    const key = field.alias ?? field.name;
    const index = variant!.fields.findIndex((one) => one.key === key && one.name === field.name);
    return index < 0
      ? surprise('representation')
      : partOf(cutting, { place, index, field }, { before, room });
  });
  cutting.set(
    name,
    `function ${name}(o, record) {
  let v = V;
  const R = A.records[${place.number}], r = record * ${place.slots.size};
  ${need(room)} ${parts.join('\n  ')} ${put('}')}
  return o;
}`,
  );
  return name;
};

type Part = { place: Place; index: number; field: QueryPlanFieldNode };

const partOf = (
  cutting: Cutting,
  { place, index, field }: Part,
  around: { before: string; room: number },
) => {
  const { slots, variants } = place;
  const came = variants[0]!.fields[index]!;
  const { before, room } = around;
  if (isWhole(came, field)) {
    const bounds: Slice['slots'] = [slots.of(0, index, 'key'), slots.of(0, index, 'end')];
    return copySlice(before, { records: 'R', at: 'r', slots: bounds }, room);
  }
  const records = recordsOf(slots, { variant: 0, index, value: came.value }, { records: 'R', at: 'r' });
  const cut = cutOf(cutting, { value: came.value, wanted: field.selections ?? [] }, records);
  return `${put(`${before}"${came.key}":`)} ${cut} ${need(room)}`;
};

type Of = { variant: number; index: number; value: Value };

/** Where the records of a field's value begin, and how many there are. */
export const recordsOf = (
  slots: Place['slots'],
  { variant, index, value }: Of,
  { records, at }: { records: string; at: string },
) => {
  const read = (mark: 'child' | 'count') => `${records}[${at} + ${slots.of(variant, index, mark)}]`;
  return { first: read('child'), count: value.kind === 'list' ? read('count') : '0' };
};
