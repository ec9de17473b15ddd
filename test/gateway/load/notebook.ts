import { setTimeout as sleep } from 'node:timers/promises';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type GraphQLSchema } from 'graphql';
import { createGateway, type GatewayOptions } from '../../../gateway/gateway.ts';
import { createReplicas } from '../../../gateway/wires/replicas.ts';
import { composeSubgraphs } from '../../../schema/compose.ts';
import { GATEWAY_KEY, quiet } from '../fakes.ts';
import { serveRaw, withLength, type Handler } from '../wires/raw-server.ts';

const HEAD = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const PEOPLE = `"A member." type Person @key(fields: "id") { "Opaque." id: ID! "Chosen." name: String! "Own." notes: [Note!]! }
  "Written." type Note @key(fields: "id") { "Opaque." id: ID! "By whom." author: String! }
  type Query { "Who looks." me: Person }`;
const PLACES = `type Note @key(fields: "id") { id: ID! "Who reads it here." place: String }`;
const MOTTO = 'extend type Person { "Of late." motto: String }';

/** Two services, and the same with a field more. */
const composed = (people: string) =>
  composeSubgraphs(
    [
      { name: 'people', url: 'http://localhost/people', sdl: HEAD + people },
      { name: 'places', url: 'http://localhost/places', sdl: HEAD + PLACES },
    ],
    { Person: 'people', Note: 'people' },
  );
export const SUPERGRAPH = composed(PEOPLE);
export const WITH_MOTTO = composed(PEOPLE + MOTTO);

export const QUERY = '{ me { id name notes { id author place } } }';

/** What a member sees: other members see other texts, and most of them other amounts. */
export const pageOf = (id: string) => {
  const notes = Array.from({ length: countOf(id) }, (_, i) => ({
    id: `note_${i}`,
    author: id,
    place: placeOf(id),
  }));
  return { data: { me: { id, name: nameOf(id), notes } } };
};

const countOf = (id: string) => [1, 12, 12, 40][id.length % 4]!;
const nameOf = (id: string) => `${id}, `.repeat(id.length);
const placeOf = (id: string) => `at ${id}’s`;

type Viewer = { id: string };
type Resolvers = NonNullable<Parameters<typeof buildSubgraphSchema>[0] & object>;

const schemaOf = (sdl: string, resolvers: object): GraphQLSchema =>
  buildSubgraphSchema({ typeDefs: parse(HEAD + sdl), resolvers } as Resolvers);

const notesOf = (id: string) =>
  Array.from({ length: countOf(id) }, (_, i) => ({ id: `note_${i}`, author: id }));

const SCHEMAS = {
  people: schemaOf(PEOPLE + MOTTO, {
    Query: {
      me: (_: unknown, __: unknown, { id }: Viewer) => ({
        id,
        name: nameOf(id),
        motto: 'On.',
        notes: notesOf(id),
      }),
    },
  }),
  places: schemaOf(PLACES, { Note: { place: (_: unknown, __: unknown, { id }: Viewer) => placeOf(id) } }),
};

/** Who asks, as the gateway says: the subgraph trusts its token here. */
const viewerIn = (head: string): Viewer => {
  const [, payload] = /authorization: Bearer [^.]+\.([^.]+)/i.exec(head)!;
  return { id: (JSON.parse(Buffer.from(payload!, 'base64url').toString()) as { sub: string }).sub };
};

/** Really executed; it answers after up to so many milliseconds, in an order of its own. */
export const answering =
  (name: keyof typeof SCHEMAS, slowest = 0): Handler =>
  async (socket, { head, body }) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
    const asked = { document: parse(query), variableValues: variables ?? null, contextValue: viewerIn(head) };
    const answer = JSON.stringify(await execute({ schema: SCHEMAS[name], ...asked }));
    if (slowest > 0) await sleep(Math.random() * slowest);
    socket.write(withLength(Buffer.from(answer).toString('latin1')), 'latin1');
  };

type Opening = Partial<GatewayOptions> & { people?: Handler; places?: Handler };

/** A gateway in front of both over HTTP, for members whose token is their id. */
export const openNotebook = async ({ people, places, ...options }: Opening = {}) => {
  const servers = {
    people: await serveRaw(people ?? answering('people')),
    places: await serveRaw(places ?? answering('places')),
  };
  const gateway = await createGateway({
    supergraph: SUPERGRAPH,
    wireOf: (name) =>
      createReplicas({
        urls: [servers[name as keyof typeof servers].url],
        patience: 0,
        limits: { overwrites: true },
      }),
    identity: { viewerOf: (authorization) => ({ id: authorization ?? null, isStaff: false }) },
    gatewayKey: GATEWAY_KEY,
    log: quiet,
    ...options,
  });
  const port = await gateway.listen(0);

  return {
    port,
    /** As a member. */
    async ask(id: string, query = QUERY): Promise<{ status: number; text: string }> {
      const headers = { 'content-type': 'application/json', authorization: id };
      const response = await fetch(`http://localhost:${port}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query }),
      });
      return { status: response.status, text: await response.text() };
    },
    async close() {
      await gateway.close();
      for (const server of Object.values(servers)) await server.close();
    },
  };
};
