import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { federationOf, type Federation } from '../both.ts';

/** The SDL of a supergraph of these subgraphs. Throws with all that does not compose. */
export const supergraphOf = (sdls: Record<string, string>): string => {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(sdls).map(([key, sdl]) => ({ name: key, url: `http://${key}`, typeDefs: parse(sdl) })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
};

export const composed = (name: string, sdls: Record<string, string>): Federation =>
  federationOf(name, supergraphOf(sdls), sdls);

export const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@override"])\n`;
