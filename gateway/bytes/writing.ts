import { Arena } from './arena.ts';
import { put } from './words.ts';

/** The arena, the view and the offset at which the generated functions of one writer write. */
export const WRITING = `
let A, v, o = 0, most = 0;
const take = (arena) => { A = arena; v = arena.view; most = arena.bytes.length - 64; };
const need = (bytes) => { if (o + bytes > most) { A.ensure(o + bytes + 64); take(A); } };
const copy = (start, end) => {
  const by = o - start;
  for (let i = start; i < end; i += 8) {
    v.setInt32(i + by, v.getInt32(i, true), true);
    v.setInt32(i + 4 + by, v.getInt32(i + 4, true), true);
  }
  o = end + by;
};`;

/** A slice between two slots of a record. `more`: bytes of fixed text around it. */
export const copySlice = (records: string, at: string, [start, end]: [number, number], more: number) =>
  `{ const s = ${records}[${at} + ${start}], e = ${records}[${at} + ${end}]; need(e - s + ${more}); copy(s, e); }`;

export { put };
export type { Arena };
