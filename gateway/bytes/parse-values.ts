import { nullRecord, type Emitting } from './parse-objects.ts';
import type { Leaf, List, Value } from './shape.ts';
import { differs } from './words.ts';

export const IS_NULL = 'v.getInt32(o, true) === 0x6c6c756e';

const SCANS = {
  string: 'scanString',
  int: 'scanInt',
  float: 'scanFloat',
  boolean: 'scanBoolean',
  scalar: 'scanScalar',
};

/** Slots of the record at `r` in `R` that note where the records of the value begin, and how many there are. */
type From = { child: number | undefined; count: number | undefined };

/** Statements that move `o` over a value. */
export const valueOf = (emitting: Emitting, value: Value, from: From): string => {
  const read = readOf(emitting, value, from);
  if (!value.nullable) return read;
  const none = from.child === undefined ? '' : `R[r + ${from.child}] = -1; `;
  return `if (${IS_NULL}) { ${none}o += 4; } else { ${read} }`;
};

const readOf = (emitting: Emitting, value: Value, { child, count }: From): string => {
  if (value.kind === 'leaf') return leafOf(emitting, value);
  const read = value.kind === 'object' ? emitting.object(value.place) : `o = ${listOf(emitting, value)}(o);`;
  if (child === undefined) return read;
  const number = value.kind === 'object' ? value.place.number : itemsOf(value);
  const counted = count === undefined ? '' : ` R[r + ${count}] = n${number} - R[r + ${child}];`;
  return `R[r + ${child}] = n${number} | 0; ${read}${counted}`;
};

const leafOf = (emitting: Emitting, { scan, words }: Leaf): string => {
  if (scan !== 'enum' && scan !== 'typename') return `o = ${SCANS[scan]}(v, o);`;
  const name = emitting.name('e');
  const tests = words.map(
    (word) => `if (end - o === ${word.length + 2} && !(${differs(`${word}"`, 'o + 1')})) return end;`,
  );
  emitting.functions.push(
    `function ${name}(o) {\n  const v = V, end = scanString(v, o);\n  ${tests.join('\n  ')}\n  throw LAYOUT;\n}`,
  );
  return `o = ${name}(o);`;
};

const listOf = (emitting: Emitting, { of, rows }: List): string => {
  const name = emitting.name('l');
  emitting.functions.push(`function ${name}(o) {
  const v = V;
  if (v.getUint8(o) !== 91) throw LAYOUT;
  o += 1;
  if (v.getUint8(o) === 93) return o + 1;
  for (;;) {
    ${itemOf(emitting, of, rows)}
    const next = v.getUint8(o);
    o += 1;
    if (next === 93) return o;
    if (next !== 44) throw LAYOUT;
  }
}`);
  return name;
};

const itemOf = (emitting: Emitting, item: Value, rows: number): string => {
  if (item.kind === 'list') return rowOf(emitting, item, rows);
  const none = item.kind === 'object' ? nullRecord(item.place) : '';
  const read = item.kind === 'object' ? emitting.object(item.place) : leafOf(emitting, item);
  return item.nullable ? `if (${IS_NULL}) { ${none} o += 4; } else { ${read} }` : read;
};

/** A list in a list has a record of two: where those of its items begin, or -1, and how many there are. */
const rowOf = (emitting: Emitting, item: List, rows: number): string => {
  const call = listOf(emitting, item);
  const [inner, records] = [itemsOf(item), `R${rows}`];
  const kept = isRecorded(item);
  if (kept) emitting.recorded.add(rows);
  const read = kept
    ? `${records}[q] = n${inner} | 0; o = ${call}(o); ${records}[q + 1] = n${inner} - ${records}[q];`
    : `o = ${call}(o);`;
  const none = kept ? `${records}[q] = -1; ${records}[q + 1] = 0; ` : '';
  const either = item.nullable ? `if (${IS_NULL}) { ${none}o += 4; } else { ${read} }` : read;
  if (!kept) return either;
  return `const q = n${rows} * 2; n${rows} += 1;
    if (q + 2 > ${records}.length) ${records} = A.recordsOf(${rows}, q + 2);
    ${either}`;
};

/** Are the objects in the list recorded? */
const isRecorded = ({ of }: List): boolean =>
  of.kind === 'list' ? isRecorded(of) : of.kind === 'object' && !of.place.slots.isEmpty;

/** The number of the records of a list's items. */
const itemsOf = ({ of, rows }: List): number => (of.kind === 'object' ? of.place.number : rows);
