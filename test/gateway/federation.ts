import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import type { Wire } from '../../gateway/wires/wire.ts';
import { post, startGateway } from './fakes.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires",
  "@external", "@shareable", "@interfaceObject"])\n`;

type Sdls = Record<string, string>;
/** By subgraph: of its root fields, and of its types' fields and references. */
type Resolvers = Record<string, Record<string, object>>;

const wireOf = (sdl: string, resolvers: Record<string, object>): Wire => {
  const schema = buildSubgraphSchema({ typeDefs: parse(HEAD + sdl), resolvers: resolvers as never });
  return {
    async send({ body }) {
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
    },
    close: async () => {},
  };
};

/** A gateway before subgraphs of these schemas; asked, it answers the data, or the body where there are errors. */
export const serving = (sdls: Sdls, resolvers: Resolvers) => {
  const services = Object.entries(sdls).map(([name, sdl]) => ({
    name,
    url: '',
    typeDefs: parse(HEAD + sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors!.map(({ message }) => message).join('\n'));
  const wires = Object.fromEntries(
    services.map(({ name }) => [name, wireOf(sdls[name]!, resolvers[name] ?? {})]),
  );
  const started = startGateway({ supergraph: supergraphSdl, wires });
  return async (query: string, variables: object = {}) => {
    const { body } = await post((await started).url, { query, variables });
    return body.errors ? body : body.data;
  };
};
