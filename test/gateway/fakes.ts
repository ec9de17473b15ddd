import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, GraphQLError, parse, validate, type FormattedExecutionResult } from 'graphql';
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway/gateway.ts';
import type { SupergraphSource } from '../../gateway/supergraph/source.ts';
import { localWires } from '../../gateway/wires/local-wire.ts';
import type { Wire } from '../../gateway/wires/wire.ts';
import type { SubgraphCall, SubgraphRequest } from '../../kernel/graphql/subgraph-call.ts';
import { verifyViewerToken } from '../../kernel/graphql/viewer-token.ts';
import { composeSubgraphs } from '../../schema/compose.ts';

export const GATEWAY_KEY = new TextEncoder().encode('a key that only tests know, 32 bytes');

const HEAD = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

const SDL = {
  users: `${HEAD}
    "A member." type User @key(fields: "id") { "Opaque." id: ID! "Chosen." username: String! }
    "An instant." scalar DateTime
    "Where it began." type Session { "Signed." token: String "Who." user: User }
    type Query { "Who looks." viewer: User "Waits." slowly: String "Breaks." broken: String
      "Refuses." refused: String "Repeats." on(day: DateTime): String }
    type Mutation { "Sets two cookies." signIn: Session "Breaks, never null." required: String! }`,
  gigs: `${HEAD}
    "A service." type Gig @key(fields: "id") { "Opaque." id: ID! "Of the gig." title: String! "Who sells." seller: User }
    type User @key(fields: "id", resolvable: false) { id: ID! }
    type Query { "By id." gig(id: ID!): Gig "All." gigs: [Gig!] }`,
  ratings: `${HEAD}
    type Gig @key(fields: "id") { id: ID! "Mean." stars: Float }`,
};

const sam = { id: 'usr_sam', username: 'sam' };
const gig = (id: string) => ({ id, title: `Gig ${id}`, seller: { __typename: 'User', id: sellerOf(id) } });
const sellerOf = (id: string) => (id === 'gig_orphan' ? 'usr_gone' : 'usr_sam');

const RESOLVERS = {
  users: {
    User: { __resolveReference: ({ id }: { id: string }) => (id === 'usr_gone' ? null : { ...sam, id }) },
    Query: {
      viewer: (_: unknown, __: unknown, { viewer }: Fake) =>
        viewer.id && { id: viewer.id, username: 'viewer' },
      slowly: () => new Promise((resolve) => setTimeout(() => resolve('done'), 300)),
      on: (_: unknown, { day }: { day: unknown }) => JSON.stringify(day),
      broken: () => Promise.reject(new Error('secret of the database')),
      refused: () =>
        Promise.reject(
          new GraphQLError('Sign in first.', {
            extensions: { code: 'UNAUTHENTICATED', field: ['x'], secret: 1 },
          }),
        ),
    },
    Mutation: {
      signIn: () => ({ token: 'token', user: sam }),
      required: () => Promise.reject(new Error('secret of the database')),
    },
  },
  gigs: {
    Gig: { __resolveReference: ({ id }: { id: string }) => gig(id) },
    Query: {
      gig: (_: unknown, { id }: { id: string }) => gig(id),
      gigs: () => [gig('gig_1'), gig('gig_orphan'), gig('gig_2')],
    },
  },
  ratings: {
    Gig: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      stars: ({ id }: { id: string }) => {
        if (id === 'gig_2') throw new GraphQLError('No stars.', { extensions: { code: 'HIDDEN' } });
        return 4.5;
      },
    },
  },
};

export type SubgraphName = keyof typeof SDL;
type Resolvers = NonNullable<
  Parameters<typeof buildSubgraphSchema>[0] extends infer M
    ? M extends { resolvers?: infer R }
      ? R
      : never
    : never
>;
type Fake = { viewer: { id: string | null; isStaff: boolean } };

export const SUPERGRAPH = composeSubgraphs(
  Object.entries(SDL).map(([name, sdl]) => ({ name, url: `http://localhost/${name}`, sdl })),
  { User: 'users', Gig: 'gigs' },
);

/** A subgraph that is really executed; `asked` keeps what the gateway sent. */
export const fakeSubgraph = (name: SubgraphName) => {
  const schema = buildSubgraphSchema({ typeDefs: parse(SDL[name]), resolvers: RESOLVERS[name] as Resolvers });
  const asked: SubgraphRequest[] = [];
  const call: SubgraphCall = async (request) => {
    asked.push(request);
    const document = parse(request.query);
    const errors = validate(schema, document);
    if (errors.length > 0) return { status: 400, headers: {}, body: { errors } };
    const token = request.headers['authorization']!.replace('Bearer ', '');
    const contextValue = await verifyViewerToken(token, name, [GATEWAY_KEY], new Date());
    const variableValues = request.variables ?? null;
    const body = (await execute({
      schema,
      document,
      variableValues,
      contextValue,
    })) as FormattedExecutionResult;
    const cookies = 'session=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly\ntheme=dark';
    const setsCookie = request.query.includes('signIn') || name !== 'users';
    const headers: Record<string, string> = setsCookie ? { 'set-cookie': cookies } : {};
    return { status: 200, headers, body };
  };
  return { call, asked };
};

export const quiet = { info: () => {}, warn: () => {}, error: () => {} };

const anonymous = { viewerOf: async () => ({ id: null, isStaff: false }) };

export type Started = { url: string; gateway: Gateway; asked: Record<SubgraphName, SubgraphRequest[]> };

const open: Gateway[] = [];

export const closeGateways = async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
};

type Starting = Partial<GatewayOptions> & {
  calls?: Record<string, SubgraphCall>;
  wires?: Record<string, Wire>;
};

/** A gateway on a free port, in front of three fakes; any of its options may be given. */
export const startGateway = async ({
  calls = {},
  wires = {},
  ...options
}: Starting = {}): Promise<Started> => {
  const fakes = {
    users: fakeSubgraph('users'),
    gigs: fakeSubgraph('gigs'),
    ratings: fakeSubgraph('ratings'),
  };
  const { users, gigs, ratings } = fakes;
  const local = localWires({ users: users.call, gigs: gigs.call, ratings: ratings.call, ...calls });
  const gateway = await createGateway({
    supergraph: SUPERGRAPH,
    identity: anonymous,
    gatewayKey: GATEWAY_KEY,
    log: quiet,
    ...options,
    wireOf: (name) => wires[name] ?? local(name),
  });
  open.push(gateway);
  const url = `http://localhost:${await gateway.listen(0)}`;
  return { url, gateway, asked: { users: users.asked, gigs: gigs.asked, ratings: ratings.asked } };
};

export type Told = {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
  extensions?: unknown;
};

/** POSTs an operation, or any body as it is. */
export const post = async (url: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Told };
};

/** Of a supergraph that is changed when the test says so. */
export const createSource = (first: string) => {
  let take: (sdl: string) => Promise<void> = async () => {};
  const source: SupergraphSource = {
    read: async () => first,
    follow: (taking) => {
      take = taking;
    },
    close: () => {},
  };
  return { source, swap: (sdl: string) => take(sdl) };
};
