import { isUtf8 } from 'node:buffer';
import { jsonIn } from '../wires/wire.ts';
import type { Arena } from './arena.ts';
import type { CompiledFetch } from './compile.ts';
import { laidOut } from './layout.ts';
import type { State } from './run.ts';
import { LAYOUT, surprise } from './surprise.ts';
import { tellAll } from './told.ts';

/** An answer, and where in the arena it is. */
export type Lying = { at: number; bytes: Uint8Array };

/**
 * Reads an answer into the arena's records. False: it has no data, but errors that say why. `variants`: of the
 * representations that were asked for.
 */
export const receive = (
  state: State,
  fetch: CompiledFetch,
  { at, bytes }: Lying,
  variants: Int32Array | undefined,
): boolean => {
  if (!isUtf8(bytes)) return surprise('answer');
  try {
    parse(state.arena, fetch, { at, length: bytes.length, variants });
    return true;
  } catch (error) {
    if (error !== LAYOUT) throw error;
    return readSlowly(state, fetch, bytes, variants);
  }
};

type Written = { at: number; length: number; variants: Int32Array | undefined };

const parse = (arena: Arena, fetch: CompiledFetch, { at, length, variants }: Written) => {
  if (variants) arena.expect(variants);
  const count = fetch.parse(arena, at, at + length);
  if (variants && count !== variants.length) return surprise('answer');
};

/** An answer with errors, or in another layout: read as JSON, printed as it is expected. */
const readSlowly = (
  state: State,
  fetch: CompiledFetch,
  bytes: Uint8Array,
  variants: Int32Array | undefined,
): boolean => {
  const { data, errors } = jsonOf(bytes);
  if (errors !== undefined && errors !== null) {
    if (!Array.isArray(errors)) return surprise('answer');
    tellAll(state, fetch, errors);
  }
  if (data === null || data === undefined)
    return Array.isArray(errors) && errors.length > 0 ? false : surprise('answer');
  const printed = Buffer.from(laidOut(data, fetch.place, variants));
  parse(state.arena, fetch, { at: state.arena.add(printed), length: printed.length, variants });
  return true;
};

type Json = { data?: Record<string, unknown> | null; errors?: unknown };

const jsonOf = (bytes: Uint8Array): Json => {
  let body: unknown;
  try {
    body = jsonIn(bytes);
  } catch {
    return surprise('answer');
  }
  return typeof body === 'object' && body !== null ? body : surprise('answer');
};
