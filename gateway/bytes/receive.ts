import { isUtf8 } from 'node:buffer';
import type { Arena } from './arena.ts';
import type { CompiledFetch } from './compile.ts';
import { laidOut } from './layout.ts';
import type { State } from './run.ts';
import { LAYOUT, surprise } from './surprise.ts';
import { tellAll } from './told.ts';

/** `variants`: of the representations that were asked for. */
type Answer = { bytes: Uint8Array; variants: Int32Array | undefined };

/** Reads an answer into the arena's records. False: it has no data, but errors that say why. */
export const receive = (state: State, fetch: CompiledFetch, answer: Answer): boolean => {
  if (!isUtf8(answer.bytes)) return surprise('answer');
  try {
    parse(state.arena, fetch, answer);
    return true;
  } catch (error) {
    if (error !== LAYOUT) throw error;
    return readSlowly(state, fetch, answer);
  }
};

const parse = (arena: Arena, fetch: CompiledFetch, { bytes, variants }: Answer) => {
  const before = arena.used;
  const at = arena.add(bytes);
  if (variants) arena.expect(variants);
  try {
    const count = fetch.parse(arena, at, at + bytes.length);
    if (variants && count !== variants.length) return surprise('answer');
  } catch (error) {
    arena.used = before;
    throw error;
  }
};

/** An answer with errors, or in another layout: read as JSON, printed as it is expected. */
const readSlowly = (state: State, fetch: CompiledFetch, { bytes, variants }: Answer): boolean => {
  const { data, errors } = jsonOf(bytes);
  if (errors !== undefined && errors !== null) {
    if (!Array.isArray(errors)) return surprise('answer');
    tellAll(state, fetch, errors);
  }
  if (data === null || data === undefined)
    return Array.isArray(errors) && errors.length > 0 ? false : surprise('answer');
  parse(state.arena, fetch, { bytes: Buffer.from(laidOut(data, fetch.place, variants)), variants });
  return true;
};

type Json = { data?: Record<string, unknown> | null; errors?: unknown };

const jsonOf = (bytes: Uint8Array): Json => {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  } catch {
    return surprise('answer');
  }
  return typeof body === 'object' && body !== null ? body : surprise('answer');
};
