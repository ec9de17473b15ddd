import type { CompiledFetch } from './compile.ts';
import type { State } from './run.ts';

/** `variants`: of the representations, in their order. */
export type Body = { body: Uint8Array; variants: Int32Array | undefined };

/** What the subgraph is sent; undefined where there is nothing to ask for. It lies in the arena. */
export const bodyOf = ({ arena, answered, variables }: State, fetch: CompiledFetch): Body | undefined => {
  const start = arena.used;
  const first = fetch.represent ? '{"representations":' : '{';
  arena.ensure(start + fetch.head.length + first.length);
  arena.bytes.set(fetch.head, start);
  let end = start + fetch.head.length;
  end += arena.bytes.write(first, end, 'latin1');
  let variants: Int32Array | undefined;
  if (fetch.represent) {
    const count = fetch.represent(arena, answered, end);
    if (count === 0) return undefined;
    variants = arena.variants.slice(0, count);
    end = arena.listEnd;
  }
  const text = variablesOf(fetch, variables) + '}';
  arena.ensure(end + text.length * 3);
  end += arena.bytes.write(text, end);
  arena.used = arena.close(end);
  return { body: arena.bytes.subarray(start, end), variants };
};

const variablesOf = (
  { variables: names, represent }: CompiledFetch,
  given: Record<string, unknown>,
): string => {
  const known = names.filter((name) => Object.hasOwn(given, name) && given[name] !== undefined);
  const texts = known.map((name) => `"${name}":${JSON.stringify(given[name])}`);
  return `${represent && texts.length > 0 ? ',' : ''}${texts.join()}}`;
};
