import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, parse } from 'graphql';
import { until } from '../contracts/places.ts';
import { newFolder, runWith, type Process } from '../journeys/process.ts';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { user: User, seen: String } type Mutation { add(one: Int!): Int }
  type User @key(fields: "id") { id: ID!, name: String }`;

type Asked = { query: string; variables?: Record<string, unknown> };

let folder: Awaited<ReturnType<typeof newFolder>>;
let subgraph: Server;
let address: string;
let supergraph: string;
const seen: Record<string, unknown>[] = [];

beforeAll(async () => {
  folder = await newFolder();
  const schema = buildSubgraphSchema(parse(SDL));
  subgraph = createServer(async (request, response) => {
    seen.push(request.headers);
    const { query: source, variables } = (await json(request)) as Asked;
    const rootValue = {
      user: { id: '1', name: 'Una' },
      seen: () => request.headers.authorization ?? null,
      add: ({ one }: { one: number }) => one + 1,
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(await graphql({ schema, source, variableValues: variables, rootValue })));
  });
  await once(subgraph.listen(0), 'listening');
  address = `http://localhost:${(subgraph.address() as AddressInfo).port}/any/path`;
  supergraph = fileOf('supergraph.graphql', sdlAt(address));
});
afterAll(async () => {
  subgraph.closeAllConnections();
  subgraph.close();
  await folder.remove();
});

const sdlAt = (url: string) => composeServices([{ name: 'users', url, typeDefs: parse(SDL) }]).supergraphSdl!;
const fileOf = (name: string, text: string) => {
  const file = join(folder.path, name);
  writeFileSync(file, text);
  return file;
};
const serve = (args: string[], env: Record<string, string> = {}): Process =>
  runWith(folder.path, env, ['gateway', ...args]);
const post = async (url: string, query: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as { data?: unknown; errors?: { message: string }[] };
};

it('is left by who balances loads before it closes', async () => {
  const gateway = serve(['--supergraph', supergraph], { DRAIN_SECONDS: '1' });
  const url = await gateway.ready;
  const ended = gateway.signal('SIGTERM');
  await until(async () => (await fetch(`${url}/health/ready`)).status === 503);
  expect(await post(url, '{ user { name } }')).toMatchObject({ data: { user: { name: 'Una' } } });
  expect(await ended).toMatchObject({ code: 0 });
});

describe('a supergraph that is not ours', () => {
  it('is served without a store or a key, at the addresses that it gives', async () => {
    const gateway = serve(['--supergraph', supergraph]);
    const url = await gateway.ready;
    expect(await post(url, '{ user { id name } }')).toEqual({ data: { user: { id: '1', name: 'Una' } } });
    expect(await post(url, '{ __type(name: "User") { name } }')).toEqual({
      data: { __type: { name: 'User' } },
    });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const page = await (await fetch(url)).text();
    expect(page).toContain('id="graphiql"');
    expect(page).not.toMatch(/chimera-demo|marketplace/);
    expect((await gateway.signal('SIGTERM')).code).toBe(0);
  });

  it('may have one field of a mutation several times', async () => {
    const gateway = serve(['--supergraph', supergraph]);
    const query = 'mutation { a: add(one: 1) b: add(one: 2) }';
    expect(await post(await gateway.ready, query)).toEqual({ data: { a: 2, b: 3 } });
    expect((await gateway.signal('SIGTERM')).code).toBe(0);
  });

  it('gets the client’s own token, whoever that may be, and no cookies', async () => {
    const gateway = serve(['--supergraph', supergraph]);
    const url = await gateway.ready;
    const authorization = 'Basic dW5hOnVuYQ==';
    expect(await post(url, '{ seen }', { authorization, cookie: 'a=1' })).toEqual({
      data: { seen: authorization },
    });
    expect(seen.at(-1)).not.toHaveProperty('cookie');
    expect(await post(url, '{ seen }')).toEqual({ data: { seen: null } });
    await gateway.signal('SIGTERM');
  });

  it('is served at other addresses where that is said, and in production without introspection', async () => {
    const elsewhere = fileOf('elsewhere.graphql', sdlAt('http://localhost:1'));
    const env = { NODE_ENV: 'production' }; // with an access log
    const gateway = serve(['--supergraph', elsewhere, '--subgraph', `users=${address}`], env);
    const url = await gateway.ready;
    expect(await post(url, '{ user { id } }')).toEqual({ data: { user: { id: '1' } } });
    const { errors } = await post(url, '{ __schema { queryType { name } } }');
    expect(errors![0]!.message).toMatch(/^Introspection is off here.* INTROSPECTION=on\.$/);
    const page = await (await fetch(url)).text();
    expect(page).toContain('id="endpoint"');
    expect(page).not.toMatch(/graphiql|marketplace/i);
    const { stderr } = await gateway.signal('SIGTERM');
    const [first] = stderr.trim().split('\n').map((line) => JSON.parse(line) as object); // prettier-ignore
    expect(first).toMatchObject({ path: '/graphql', status: 200, msg: 'Answered.' });
  });
});

describe('what is wrong is told in a line', () => {
  it.each<[string[], RegExp]>([
    [
      ['--supergraph'],
      /^Expected gateway \[--supergraph FILE \[--subgraph NAME=URL\]…\]: .*argument missing/,
    ],
    [['--supergraph='], /^Set --supergraph to a file or an http address; it is empty\.$/],
    [['--subgraph', 'a=http://a'], /^Set --supergraph FILE, too/],
    [['--super', 'x'], /^Expected gateway .*Unknown option '--super'/],
    [['more'], /^Expected gateway .*Unexpected argument 'more'/],
    [['--supergraph', 'nowhere'], /^Set --supergraph to one that can be served: nowhere: ENOENT.*nowhere'$/],
    [
      ['--supergraph', 'package.json'],
      /^Set --supergraph to one that can be served: package\.json: Syntax Error/,
    ],
    [
      ['--supergraph', 'schema/users.graphql'],
      /^Set --supergraph .*users\.graphql: Unknown directive "@link"\. .* looks like a subgraph’s schema\.$/,
    ],
    [['--supergraph', 'SUPERGRAPH', '--subgraph', 'users'], /^Set --subgraph to NAME=URL, not "users"\.$/],
    [['--supergraph', 'SUPERGRAPH', '--subgraph', 'users=here'], /^Set --subgraph users to an address like/],
    [
      ['--supergraph', 'SUPERGRAPH', '--subgraph', 'gigs=http://a'],
      /^Set --subgraph to one of users; there is no gigs\.$/,
    ],
  ])('%j', async (args, line) => {
    const { code, stderr } = await serve(args.map((one) => (one === 'SUPERGRAPH' ? supergraph : one))).ended;
    expect(code).toBe(1);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it('a subgraph without an address', async () => {
    const file = fileOf('without.graphql', sdlAt(''));
    const { stderr } = await serve(['--supergraph', file]).ended;
    expect(stderr).toBe('Set --subgraph users=URL: the supergraph does not say where it is.\n');
  });
});
