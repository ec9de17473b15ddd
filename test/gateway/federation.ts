import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type OperationDefinitionNode } from 'graphql';
import { createGeneration } from '../../gateway/supergraph/generation.ts';
import { telling, type Wire } from '../../gateway/wires/wire.ts';
import { supergraphOf } from './bytes/supergraphs/composed.ts';
import { post, startGateway } from './fakes.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires",
  "@external", "@shareable", "@interfaceObject"])\n`;

type Sdls = Record<string, string>;
/** By subgraph: of its root fields, and of its types' fields and references. */
type Resolvers = Record<string, Record<string, object>>;

const wireOf = (sdl: string, resolvers: Record<string, object>): Wire => {
  const schema = buildSubgraphSchema({ typeDefs: parse(HEAD + sdl), resolvers: resolvers as never });
  return {
    send: telling(async ({ body }) => {
      const { query, variables } = JSON.parse(Buffer.from(body).toString()) as {
        query: string;
        variables?: object;
      };
      const asked = {
        schema,
        document: parse(query),
        variableValues: (variables ?? {}) as Record<string, unknown>,
      };
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(await execute(asked))) };
    }),
    close: async () => {},
  };
};

const composed = (sdls: Sdls): string =>
  supergraphOf(Object.fromEntries(Object.entries(sdls).map(([name, sdl]) => [name, HEAD + sdl])));

/** A gateway before subgraphs of these schemas; asked, it answers the data, or the body where there are errors. */
export const serving = (sdls: Sdls, resolvers: Resolvers) => {
  const wires = Object.fromEntries(
    Object.entries(sdls).map(([name, sdl]) => [name, wireOf(sdl, resolvers[name] ?? {})]),
  );
  const started = startGateway({ supergraph: composed(sdls), wires });
  return async (query: string, variables: object = {}) => {
    const { body } = await post((await started).url, { query, variables });
    return body.errors ? body : body.data;
  };
};

/** Plans the first operation of a document; answers what kind of plan it is. */
export const planning = (sdls: Sdls) => {
  const generation = createGeneration(composed(sdls));
  return (query: string) => {
    const document = parse(query);
    const [operation] = document.definitions as [OperationDefinitionNode];
    return generation.plan({ document, operation }).node!.kind;
  };
};
