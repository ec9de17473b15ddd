import type { ApolloServer } from '@apollo/server';
import { startApollo } from '../apollo.ts';
import type { GatewayContext } from '../context.ts';
import { createErrorFormat } from '../errors.ts';
import { createDocuments, type Limits } from '../documents/documents.ts';
import type { Log } from '../log.ts';
import { createFitting } from '../subgraph/fitting.ts';
import type { Subgraph } from '../subgraph.ts';
import { dataSourceOf } from '../subgraph/data-source.ts';
import type { Wire } from '../wires/wire.ts';
import { createGeneration, type Generation } from '../supergraph/generation.ts';
import { createDirectLane, type Direct, type DirectOptions } from './direct.ts';

/** Parts of the data path that can be turned off, each by itself. */
export type Switches = {
  /** Off: every request passes through Apollo's server. */
  direct: boolean;
  /** Off: Apollo's executor runs every plan. */
  bytes: boolean;
};

/** Which way a request went: past Apollo's server, or through it, which takes ten times the CPU. */
export type Lane = 'direct' | 'server';

export type Lanes = {
  generation: Generation;
  /** Undefined where it is turned off. */
  direct: Direct | undefined;
  apollo: ApolloServer<GatewayContext>;
  /** When nothing is in flight on them any more. */
  close(): Promise<void>;
};

export type LanesOptions = {
  /** How to reach a subgraph, by its name and its address in the supergraph. */
  wireOf(name: string, url: string): Wire;
  subgraphOf(name: string, wire: Wire): Subgraph;
  /** Where they differ from what is usual. */
  documents: { limits?: Partial<Limits>; introspection?: boolean };
  production: boolean;
  log: Log;
  switches: Switches;
  onHandOver: DirectOptions['onHandOver'];
  /** For each error that a client is told of: its code. */
  onError(code: string): void;
};

/** Both lanes of one supergraph, when they know what those before them knew. Throws what is wrong with it. */
export const openLanes = async (sdl: string, options: LanesOptions, before?: Lanes): Promise<Lanes> => {
  const { wireOf, subgraphOf, production, log, switches, onHandOver, onError } = options;
  const { limits = {}, introspection = !production } = options.documents;
  const generation = createGeneration(sdl);
  const wires = Object.entries(generation.subgraphs).map(([name, url]) => [name, wireOf(name, url)] as const);
  const subgraphs = Object.fromEntries(wires.map(([name, wire]) => [name, subgraphOf(name, wire)]));
  const fitting = createFitting(generation.supergraph);
  const sources = Object.fromEntries(
    Object.entries(subgraphs).map(([name, subgraph]) => [name, fitting(name, dataSourceOf(subgraph))]),
  );
  const apollo = await startApollo({ generation, sources, production, log, limits, introspection, onError });
  const documents = createDocuments({ schema: generation.api, supergraph: sdl, limits });
  const format = createErrorFormat(log, onError);
  const direct = switches.direct
    ? createDirectLane({
        generation,
        documents,
        subgraphs,
        sources,
        format,
        bytes: switches.bytes,
        onHandOver,
      })
    : undefined;
  if (before?.direct) await direct?.warm(before.direct);
  return {
    generation,
    direct,
    apollo,
    async close() {
      await apollo.stop();
      await Promise.all(wires.map(([, wire]) => wire.close()));
    },
  };
};
