import { HeaderMap } from '@apollo/server';
import { traceparentIn } from '../kernel/graphql/tracing.ts';
import { readJson } from './door/body.ts';
import { currentRequest, type GatewayContext } from './context.ts';
import type { Queries } from './documents/queries.ts';
import { resolveSearch } from './documents/search.ts';
import { Refused } from './errors.ts';
import { expectRoom } from './door/goes-on.ts';
import type { Identity } from './door/identity.ts';
import { operationNameIn, operationNameInSearch } from './door/operation-name.ts';
import type { RateLimits } from './door/rate-limits.ts';
import { forDirectLane } from './lanes/asked.ts';
import type { Lane, Lanes } from './lanes/lanes.ts';
import type { Tracing } from './tracing.ts';
import type { Answer, Asked, Route } from './door/routes.ts';

/** `lanes`: of the supergraph that is served now; a request ends on those that it began on. */
type Answering = {
  lanes(): Lanes;
  identity: Identity;
  rateLimits: RateLimits;
  queries: Queries;
  tracing?: Tracing | undefined;
  /** For each operation that is answered, also with what is wrong with it: which way it went. */
  onLane(lane: Lane): void;
};

export const graphqlRoutes = (answering: Answering): Route[] => [
  {
    method: 'POST',
    path: '/graphql',
    async answer(asked) {
      asked.trace = answering.tracing?.(asked);
      await answering.rateLimits.ofAddress(asked.address);
      const body = checked(answering.queries.resolve(checked(await readJson(asked.stream, asked.headers))));
      asked.operation = operationNameIn(body);
      return await execute(answering, asked, body); // a promise that is not awaited is resolved by two more
    },
  },
  {
    method: 'GET',
    path: '/graphql',
    async answer(asked) {
      if (isBrowser(asked)) return { status: 303, headers: { location: '/' } };
      asked.trace = answering.tracing?.(asked);
      await answering.rateLimits.ofAddress(asked.address);
      const search = resolveSearch(answering.queries, asked.search);
      asked.operation = operationNameInSearch(search);
      return await execute(answering, { ...asked, search }, null);
    },
  },
];

/** Someone who typed the address: the landing page says what to do here. */
const isBrowser = ({ search, headers }: Asked) => search === '' && headers.accept?.startsWith('text/html');

/** Milliseconds in which all subgraphs together must have answered: longer than one of them may take. */
const LONGEST = 20_000;

/** Of a document, in characters. */
const LONGEST_QUERY = 65_536;

/** Half a surrogate pair has no UTF-8: two such documents would have one hash. */
const checked = (body: Record<string, unknown>) => {
  const { query } = body;
  if (typeof query !== 'string') return body;
  if (query.length > LONGEST_QUERY) throw tooLong(query);
  if (!query.isWellFormed())
    throw new Refused(400, 'BAD_REQUEST', 'Expected a query of Unicode text, got a lone surrogate.');
  return body;
};

const tooLong = ({ length }: string) =>
  new Refused(
    400,
    'BAD_REQUEST',
    `Expected a query of at most ${LONGEST_QUERY} characters, got ${length}: send long texts as variables.`,
  );

const execute = async (
  { lanes, identity, rateLimits, onLane }: Answering,
  asked: Asked,
  body: Body,
): Promise<Answer> => {
  const { headers, requestId } = asked;
  expectRoom(headers);
  const found = identity.viewerOf(headers.authorization);
  const viewer = found instanceof Promise ? await found : found;
  await rateLimits.ofViewer(viewer, asked.address);
  const context: GatewayContext = {
    viewer,
    requestId,
    client: asked.client,
    traceparent: traceparentIn(headers['traceparent']?.toString()),
    trace: asked.trace,
    cookie: headers.cookie,
    clientHeaders: headers,
    setCookies: [],
    signal: asked.leaving,
    deadline: performance.now() + LONGEST,
    onWork: (milliseconds) => rateLimits.charge(viewer, asked.address, milliseconds),
  };
  const { direct, apollo } = lanes();
  const operation = direct && forDirectLane(asked, body);
  const answered = operation && (await direct.answer(operation, context));
  onLane(answered ? 'direct' : 'server');
  const answer = answered
    ? bytesAnswer(answered, operation.contentType)
    : await currentRequest.run({ requestId }, () => throughApollo(apollo, asked, { body, context }));
  return context.setCookies.length === 0
    ? answer
    : { ...answer, headers: { ...answer.headers, 'set-cookie': context.setCookies } };
};

type Body = Record<string, unknown> | null;

const bytesAnswer = ({ bytes, sent }: { bytes: Uint8Array; sent(): void }, contentType: string): Answer => ({
  status: 200,
  headers: { 'cache-control': 'no-store', 'content-type': contentType },
  body: bytes,
  sent,
});

const throughApollo = async (
  apollo: Lanes['apollo'],
  asked: Asked,
  { body, context }: { body: Body; context: GatewayContext },
): Promise<Answer> => {
  const { method, search } = asked;
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers: headerMap(asked), search, body },
    context: async () => context,
  });
  return {
    status: response.status ?? 200,
    headers: Object.fromEntries(response.headers),
    body: response.body.kind === 'complete' ? response.body.string : '',
  };
};

const headerMap = ({ headers }: Asked) => {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  return map;
};
