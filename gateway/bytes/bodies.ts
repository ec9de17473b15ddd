import type { CompiledFetch } from './compile.ts';
import type { State } from './run.ts';

/** `variants`: of the representations, in their order. */
export type Sent = { body: Uint8Array; variants: Int32Array | undefined };

/** What the subgraph is sent; undefined where there is nothing to ask for. It lies in the arena. */
export const bodyOf = ({ arena, answered, variables }: State, fetch: CompiledFetch): Sent | undefined => {
  const start = arena.used;
  let end = start + fetch.head.length;
  arena.ensure(end);
  arena.bytes.set(fetch.head, start);
  let variants: Int32Array | undefined;
  if (fetch.represent) {
    const count = fetch.represent(arena, answered, end);
    if (count === 0) return undefined;
    variants = arena.variants.slice(0, count);
    end = arena.listEnd;
  }
  const text = textOf(fetch, variables);
  arena.ensure(end + text.length * 3 + 2);
  if (text !== '') end += arena.bytes.write(text, end);
  arena.bytes[end] = arena.bytes[end + 1] = CLOSING;
  end += 2;
  arena.used = arena.close(end);
  return { body: arena.bytes.subarray(start, end), variants };
};

const CLOSING = '}'.charCodeAt(0);

/** The client's variables that it takes and that were given, behind the representations if there are any. */
const textOf = ({ variables: names, represent }: CompiledFetch, given: Record<string, unknown>): string => {
  let text = '';
  for (const name of names) {
    if (!Object.hasOwn(given, name) || given[name] === undefined) continue;
    const comma = represent || text !== '' ? ',' : '';
    text += `${comma}"${name}":${JSON.stringify(given[name])}`;
  }
  return text;
};
