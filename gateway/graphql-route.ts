import { HeaderMap, type ApolloServer } from '@apollo/server';
import { readJson } from './door/body.ts';
import { currentRequest, type GatewayContext } from './context.ts';
import { Refused } from './errors.ts';
import type { Identity } from './door/identity.ts';
import type { Answer, Asked, Route } from './door/routes.ts';

type Answering = { apollo: ApolloServer<GatewayContext>; identity: Identity };

export const graphqlRoutes = (answering: Answering): Route[] => [
  {
    method: 'POST',
    path: '/graphql',
    async answer(asked) {
      const body = checked(await readJson(asked.stream, asked.headers));
      return execute(answering, asked, body);
    },
  },
  {
    method: 'GET',
    path: '/graphql',
    answer: (asked) =>
      isBrowser(asked) ? { status: 303, headers: { location: '/' } } : execute(answering, asked, null),
  },
];

/** Someone who typed the address: the landing page says what to do here. */
const isBrowser = ({ search, headers }: Asked) => search === '' && headers.accept?.startsWith('text/html');

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

const execute = async ({ apollo, identity }: Answering, asked: Asked, body: unknown): Promise<Answer> => {
  const { method, headers, search, requestId } = asked;
  const viewer = await identity.viewerOf(headers.authorization);
  const traceparent = headers['traceparent']?.toString();
  const context: GatewayContext = {
    viewer,
    requestId,
    traceparent,
    cookie: headers.cookie,
    setCookies: [],
  };
  const httpGraphQLRequest = { method, headers: headerMap(asked), search, body };
  const response = await currentRequest.run({ requestId }, () =>
    apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context }),
  );
  return {
    status: response.status ?? 200,
    headers: {
      ...Object.fromEntries(response.headers),
      ...(context.setCookies.length > 0 && { 'set-cookie': context.setCookies }),
    },
    body: response.body.kind === 'complete' ? response.body.string : '',
  };
};

const headerMap = ({ headers }: Asked) => {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  return map;
};
