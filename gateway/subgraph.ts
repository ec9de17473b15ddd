import type { Asker } from './bytes/run.ts';
import type { GatewayContext } from './context.ts';
import type { GoesOn } from './door/goes-on.ts';
import type { Log } from './log.ts';
import type { BreakerOptions, BreakerState } from './subgraph/breaker.ts';
import { createComplaints } from './subgraph/complaints.ts';
import { Fetching, type Asking, type Ended, type FetchingFrom, type Outcome } from './subgraph/fetching.ts';
import type { Send } from './subgraph/flight.ts';
import { createGuard } from './subgraph/guard.ts';
import { createSharing } from './subgraph/sharing.ts';
import { writesOf, Writing } from './subgraph/writes.ts';
import type { ViewerTokens } from './viewer-tokens.ts';
import type { Wire } from './wires/wire.ts';

/** A subgraph, over any wire: its viewer token and headers, deadline, breaker, sharing; errors have its name. */
export type Subgraph = {
  name: string;
  ask(asking: Asking, asker: Asker): void;
};

/** The answer as a promise, for Apollo's executor. Throws a GraphQLError. */
export const answerTo = (subgraph: Subgraph, asking: Asking): Promise<Uint8Array> =>
  new Promise((came, failed) => subgraph.ask(asking, { came, failed }));

export type SubgraphOptions = {
  /** Milliseconds for an answer, where the request itself has no less. */
  timeout?: number;
  /** False: it never opens. */
  breaker?: Partial<BreakerOptions> | false;
  /** False: each fetch is a call of its own. */
  sharing?: boolean;
  onBreaker?(subgraph: string, state: BreakerState): void;
  onShared?(subgraph: string): void;
  onFetch?(subgraph: string, outcome: Outcome, seconds: number): void;
  /** The client's headers that go on as they came: a rule for subgraphs that are not told who asks. */
  passes?: readonly GoesOn[];
};

export type Reaching = {
  name: string;
  wire: Wire;
  /** Without them the subgraph is not told who asks. */
  viewerTokens?: ViewerTokens | undefined;
  log: Log;
  options?: SubgraphOptions | undefined;
};

/** The only one that gets the client's cookies, and the only one that may set them. */
const SESSION_SUBGRAPH = 'users';

/** Apollo's: for Studio and Sandbox. */
export const INCLUDE_TRACE = 'apollo-federation-include-trace';

const TIMEOUT = 10_000;

export const createSubgraph = (reaching: Reaching): Subgraph => {
  const { name, viewerTokens, options: { timeout = TIMEOUT } = {} } = reaching;
  const knowsUs = viewerTokens !== undefined;
  const setsCookies = holdsSessions(reaching);
  const from: FetchingFrom = { name, knowsUs, setsCookies, timeout, onEnd: tellOperator(reaching) };
  const send = sendOf(reaching);

  return {
    name,
    ask({ body, isMutation, context }, asker) {
      const fetching = new Fetching(from, context, asker);
      const { deadline, span } = fetching;
      const sendAs = (authorization: string | undefined) => {
        const traceparent = span?.traceparent ?? context.traceparent;
        const headers = headersFor(reaching, context, { authorization, traceparent });
        const receiver = isMutation ? new Writing(context, fetching) : fetching;
        const writes = writesOf(context);
        send({ body, isMutation, headers, signal: context.signal, deadline, writes }, receiver);
      };
      try {
        const token = viewerTokens?.(context.viewer, name);
        if (token instanceof Promise) token.then(sendAs).catch((error: unknown) => fetching.failed(error));
        else sendAs(token);
      } catch (error) {
        fetching.failed(error);
      }
    },
  };
};

const tellOperator = (reaching: Reaching) => {
  const { name, options: { onFetch } = {} } = reaching;
  const complain = createComplaints(reaching);
  return harmless(({ outcome, error, seconds, requestId, span }: Ended) => {
    if (outcome === 'failed') complain(error, requestId);
    onFetch?.(name, outcome, seconds);
    span?.end(outcome);
  });
};

const sendOf = ({ name, wire, log, options = {} }: Reaching): Send => {
  const { breaker = {}, sharing = true, onShared, onBreaker } = options;
  const onChange = harmless((state: BreakerState) => {
    log.warn({ subgraph: name }, `The breaker is ${state}.`);
    onBreaker?.(name, state);
  });
  onBreaker?.(name, 'closed');
  const send = breaker ? createGuard({ wire, breaker, onChange }) : wire.send;
  const onJoined = harmless<void>(() => onShared?.(name));
  return sharing ? createSharing(send, onJoined) : send;
};

/** On the way of answers nothing may throw: a log whose disk is full must not keep them from who waits for them. */
const harmless =
  <Told>(tell: (told: Told) => void) =>
  (told: Told) => {
    try {
      tell(told);
    } catch {
      // There is nobody else to tell.
    }
  };

type PerFetch = { authorization: string | undefined; traceparent: string | undefined };

const headersFor = (
  reaching: Reaching,
  { requestId, cookie, clientHeaders, includesTrace }: GatewayContext,
  { authorization, traceparent }: PerFetch,
) => {
  const { options: { passes } = {} } = reaching;
  const headers: Record<string, string> = { 'x-request-id': requestId };
  if (authorization !== undefined) headers['authorization'] = authorization;
  if (includesTrace) headers[INCLUDE_TRACE] = 'ftv1';
  if (traceparent !== undefined) headers['traceparent'] = traceparent;
  if (cookie !== undefined && holdsSessions(reaching)) headers['cookie'] = cookie;
  if (passes && clientHeaders)
    for (const passed of passes) {
      const value = clientHeaders[passed];
      if (typeof value === 'string') headers[passed] = value;
    }
  return headers;
};

const holdsSessions = ({ name, viewerTokens }: Reaching) =>
  viewerTokens !== undefined && name === SESSION_SUBGRAPH;
