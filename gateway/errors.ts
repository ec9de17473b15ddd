import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { currentRequestId } from './context.ts';
import { DEEPEST_LITERAL, DEEPEST_SELECTION } from './documents/limits/rules.ts';
import type { Log } from './log.ts';

/** A request that is refused before it is GraphQL: answered with this status and a GraphQL error body. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The subgraph cannot answer now: its fields are null, everything else is as usual. */
export const unavailable = (subgraph: string, why: string) =>
  ofSubgraph(`The ${subgraph} service ${why}. Try again.`, 'SERVICE_UNAVAILABLE');

/** The subgraph answered, but not with GraphQL. */
export const unreadable = (subgraph: string, what: string) =>
  ofSubgraph(`Expected a GraphQL answer from the ${subgraph} service, got ${what}.`, 'BAD_GATEWAY');

/** It is not the subgraph's to say what went wrong: masked, and logged. */
export const broken = (subgraph: string) =>
  ofSubgraph(`The ${subgraph} service failed.`, 'INTERNAL_SERVER_ERROR');

/** Without a stack: an outage makes thousands a second, and where in our code they were made tells nothing. */
const ofSubgraph = (message: string, code: string) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new GraphQLError(message, { extensions: { code } });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** A mistake of the client that is found after its document was validated. */
export const badInput = (message: string, code = 'BAD_USER_INPUT') =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/** An operation that would ask for too much at once. */
export const tooLarge = (message: string) => badInput(message, 'OPERATION_TOO_LARGE');

export const errorBody = (message: string, code: string, requestId: string) =>
  JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] });

/** All that the parser says of a document whose levels are more than its stack has room for. */
const OVERFLOW = 'Maximum call stack size exceeded';
const TOO_DEEP = `Expected at most ${DEEPEST_SELECTION} levels of selections and ${DEEPEST_LITERAL} of literals, got more than can be read.`;

/** Apollo's own text names an option of its server, which nobody who runs us can set. */
const NO_INTROSPECTION =
  'Introspection is off here, and this asks for __schema or __type: who runs this gateway may set INTROSPECTION=on.';

const MASKED = new Set(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR', 'INVALID_GRAPHQL']);

/** What the client is told of an error: what has a code of its own; all else is masked, and logged. */
export const createErrorFormat =
  (log: Log, onError: (code: string) => void = () => {}) =>
  (told: GraphQLFormattedError, error: unknown, requestId = currentRequestId()): GraphQLFormattedError => {
    const { serviceName, field } = told.extensions ?? {};
    const code = codeOf(told, error);
    const masked = MASKED.has(code);
    const cause = (error instanceof GraphQLError && error.originalError) || error;
    if (masked) log.error({ error: cause, requestId, serviceName, path: told.path }, 'A request failed.');
    const path = certain(told.path);
    onError(masked ? 'INTERNAL_SERVER_ERROR' : code);
    const message = inOurWords(told);
    return {
      message: masked ? `Something went wrong here. Report it with the id ${requestId}.` : message,
      ...(told.locations && !serviceName && { locations: told.locations }),
      ...(path && { path }),
      extensions: {
        code: masked ? 'INTERNAL_SERVER_ERROR' : code,
        ...(serviceName !== undefined && { serviceName }),
        ...(field !== undefined && { field }),
        requestId,
      },
    };
  };

const inOurWords = ({ message, extensions }: GraphQLFormattedError) => {
  if (extensions?.['validationErrorCode'] === 'INTROSPECTION_DISABLED') return NO_INTROSPECTION;
  return message === OVERFLOW ? TOO_DEEP : message;
};

/** Apollo gives some mistakes of the client, e.g. a persisted query's wrong hash, a status and no code. */
const codeOf = ({ extensions }: GraphQLFormattedError, error: unknown) => {
  const { status } = ((error as GraphQLError | undefined)?.extensions?.['http'] ?? {}) as { status?: number };
  const code = String(extensions?.['code'] ?? 'INTERNAL_SERVER_ERROR');
  return code === 'INTERNAL_SERVER_ERROR' && status && status < 500 ? 'BAD_REQUEST' : code;
};

/** A fetch that failed as a whole has '@' for "each of the list": it is certain up to there, or to what is no key. */
const certain = (path: GraphQLFormattedError['path']) => {
  const end = path?.findIndex((part) => part === '@' || !isPart(part)) ?? -1;
  const known = end === -1 ? path : path?.slice(0, end);
  return known?.length ? known : undefined;
};

const isPart = (part: unknown) =>
  typeof part === 'string' || (Number.isInteger(part) && (part as number) >= 0);
