import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { federationOf, type Federation } from '../both.ts';

/** A supergraph of these subgraphs. Throws with all that does not compose. */
export const composed = (name: string, sdls: Record<string, string>): Federation => {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(sdls).map(([key, sdl]) => ({ name: key, url: `http://${key}`, typeDefs: parse(sdl) })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return federationOf(name, supergraphSdl, sdls);
};

export const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@override"])\n`;
