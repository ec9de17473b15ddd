import { errorCauses, Supergraph } from '@apollo/federation-internals';
import { parse } from 'graphql';

/** Throws what is wrong with the SDL, in a line: Apollo lists all that follows from it, under a heading. */
export const builtSupergraph = (sdl: string): Supergraph => {
  const document = parse(sdl, { noLocation: true }); // its tokens would be kept
  try {
    return Supergraph.build(document);
  } catch (error) {
    throw new Error(reasonOf(error as Error) + hintOf(sdl), { cause: error });
  }
};

const reasonOf = (error: Error) => {
  const [first = error] = errorCauses(error) ?? [];
  const [line] = first.message.split('\n');
  return /[.?]$/.test(line!) ? line! : `${line}.`;
};

const hintOf = (sdl: string) =>
  /\/\/specs\.apollo\.dev\/join\//.test(sdl)
    ? ''
    : ' It names no join spec: it looks like a subgraph’s schema.';
