import type { GraphQLSchema } from 'graphql';
import { chanceOf, type Chance } from '../bytes/chance.ts';
import { operationOf } from '../bytes/operations.ts';
import { bodyOf, bodyOfSize, spoiled } from './bodies.ts';
import { bombOf } from './bombs.ts';
import { MUTATED } from './gateway-process.ts';
import { headersOf, rawOf } from './heads.ts';
import type { Operation, Sent } from './sent.ts';
import { changedText } from './texts.ts';

/** Those whose answers are mutated: each many times. */
const DOCUMENTS = 300;

type Drawing = { schema: GraphQLSchema; seed: number; token: string };

/** The request of this number: the same for the same seed. */
export const requestOf = ({ schema, seed, token }: Drawing, number: number): Sent => {
  const chance = chanceOf(seed, 'request', number);
  const requestId = `${seed}:${number}`;
  const { what, operation } = drawn(schema, chance);
  const headers = headersOf(chance, token);
  const post = { what, requestId, method: 'POST', path: '/graphql', headers };
  const draw = chance.below(100);
  if (draw < 62) return posted(post, Buffer.from(JSON.stringify(operation)), chance);
  if (draw < 78) return posted({ ...post, what: `body, ${what}` }, bodyOf(operation, chance), chance);
  if (draw < 79) {
    const { what: size, body } = bodyOfSize(operation, chance);
    return posted({ ...post, what: `body ${size}` }, body, chance);
  }
  if (draw < 91) return { ...post, ...searched(operation, chance), what: `search, ${what}` };
  const body = Buffer.from(JSON.stringify(operation));
  return { what: `raw, ${what}`, requestId, raw: rawOf(body, requestId, chance), operation };
};

const ACCEPTED = ['*/*', 'application/json', 'application/graphql-response+json', 'application/*'];

/** A valid operation, of few, on each lane; the answers to it are mutated by its id. */
export const answeredOf = ({ schema, seed, token }: Drawing, number: number): Sent => {
  const chance = chanceOf(seed, 'answered', number);
  const operation: Operation = operationOf(schema, seed, chance.below(DOCUMENTS));
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: chance.pick(ACCEPTED),
  };
  if (chance.is(0.5)) headers['authorization'] = `Bearer ${token}`;
  const body = Buffer.from(JSON.stringify(operation));
  const requestId = `${MUTATED}${seed}:${number}`;
  return { what: 'answered', requestId, method: 'POST', path: '/graphql', headers, body, operation };
};

type Posting = {
  what: string;
  requestId: string;
  method: string;
  path: string;
  headers: Record<string, string>;
};

const posted = (post: Posting, body: Buffer, chance: Chance): Sent => {
  const operation = operationIn(body);
  return { ...post, body, isChunked: chance.is(0.1), ...(operation && { operation }) };
};

const drawn = (schema: GraphQLSchema, chance: Chance): { what: string; operation: Operation } => {
  if (chance.is(0.2)) {
    const { what, query } = bombOf(chance);
    return { what: `bomb: ${what}`, operation: { query, variables: chance.is(0.2) ? { c: true } : {} } };
  }
  // Of no more documents than this, so that some are asked for again.
  const operation: Operation = operationOf(schema, chance.below(1_000_000), chance.below(2));
  if (chance.is(0.1)) operation.operationName = chance.pick(['Generated', 'Other', '', '__proto__']);
  if (chance.is(0.5)) return { what: 'an operation', operation };
  if (chance.is(0.4)) return { what: 'variables', operation: spoiled(operation, chance) };
  return { what: 'text', operation: { ...operation, query: changedText(operation.query, chance) } };
};

/** As the gateway should read it. */
const operationIn = (body: Buffer): Operation | undefined => {
  try {
    const { query, variables, operationName } = JSON.parse(body.toString().replace(/^\ufeff/, ''));
    return { query, variables: variables ?? {}, operationName: operationName ?? undefined };
  } catch {
    return undefined;
  }
};

const METHODS = ['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PURGE'];
const PATHS = [
  '/',
  '/graphql/',
  '/GRAPHQL',
  '/graphql/..',
  '//',
  '/__proto__',
  '/constructor',
  '/%00',
  '/health',
];
const ADDED = [
  '&query={a}',
  '&',
  '&=',
  '&%',
  '&%ff',
  '&variables=1',
  '&variables={',
  '&extensions=[]',
  '&a[b]=c',
  '#a',
  '?',
];

const searched = (
  operation: Operation,
  chance: Chance,
): { method: string; path: string; operation: Operation } => {
  const params = new URLSearchParams({ query: operation.query });
  if (chance.is(0.8)) params.set('variables', JSON.stringify(operation.variables));
  if (operation.operationName !== undefined) params.set('operationName', operation.operationName);
  const search = `?${params}`.slice(0, chance.is(0.1) ? chance.below(200) : 12_000);
  const path = chance.is(0.1) ? chance.pick(PATHS) : '/graphql';
  const method = chance.is(0.1) ? chance.pick(METHODS) : 'GET';
  const added = chance.is(0.2) ? chance.pick(ADDED) : '';
  return { method, path: `${path}${search}${added}`, operation: asked(search) };
};

/** What is given twice, or is no JSON, is refused: only what is left counts here. */
const asked = (search: string): Operation => {
  const params = new URLSearchParams(search);
  const variables = params.get('variables');
  let given: Record<string, unknown> = {};
  try {
    given = JSON.parse(variables ?? '{}');
  } catch {
    // refused
  }
  return {
    query: params.get('query') ?? '',
    variables: given,
    operationName: params.get('operationName') || undefined,
  };
};
