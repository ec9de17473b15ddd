import type { GatewayContext } from './context.ts';
import type { Log } from './log.ts';
import { answerOf } from './subgraph/answer.ts';
import type { BreakerOptions, BreakerState } from './subgraph/breaker.ts';
import { createComplaints } from './subgraph/complaints.ts';
import { failureOf } from './subgraph/failure.ts';
import { createGuard, NotAsked } from './subgraph/guard.ts';
import { createSharing } from './subgraph/sharing.ts';
import type { ViewerTokens } from './viewer-tokens.ts';
import { WireError, type Wire } from './wires/wire.ts';

export { dataSourceOf } from './subgraph/data-source.ts';

/** A subgraph, over any wire: its viewer token and headers, deadline, breaker, sharing; errors have its name. */
export type Subgraph = {
  name: string;
  /**
   * Answers JSON that nobody may write to: others may read it, too. Throws a GraphQLError where there is none.
   * `body` must not change before that.
   */
  ask(body: Uint8Array, isMutation: boolean, context: GatewayContext): Promise<Uint8Array>;
};

/** `refused`: by the breaker. */
export type Outcome = 'answered' | 'failed' | 'cancelled' | 'refused';

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
  passes?: readonly string[];
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
  const { name, viewerTokens, options: { timeout = TIMEOUT, onFetch = () => {} } = {} } = reaching;
  const send = sendOf(reaching);
  const complain = createComplaints(reaching);

  return {
    name,
    async ask(body, isMutation, context) {
      const startedAt = performance.now();
      const deadline = Math.min(context.deadline ?? Infinity, startedAt + timeout);
      const span = context.trace?.fetch(name);
      const end = (outcome: Outcome) => {
        onFetch(name, outcome, (performance.now() - startedAt) / 1_000);
        span?.end(outcome);
      };
      try {
        const token = viewerTokens?.(context.viewer, name);
        const authorization = token instanceof Promise ? await token : token;
        const traceparent = span?.traceparent ?? context.traceparent;
        const headers = headersFor(reaching, context, { authorization, traceparent });
        const response = await send({ body, isMutation, headers, signal: context.signal, deadline });
        const cookies = response.headers['set-cookie'];
        if (cookies !== undefined && holdsSessions(reaching)) context.setCookies.push(...cookies.split('\n'));
        const bytes = answerOf(name, response, { knowsUs: viewerTokens !== undefined });
        end('answered');
        return bytes;
      } catch (error) {
        const outcome = outcomeOf(error);
        if (outcome === 'failed') complain(error, context.requestId);
        end(outcome);
        throw failureOf(name, error, deadline - startedAt);
      }
    },
  };
};

const sendOf = ({ name, wire, log, options = {} }: Reaching) => {
  const { breaker = {}, sharing = true, onShared, onBreaker } = options;
  const onChange = (state: BreakerState) => {
    log.warn({ subgraph: name }, `The breaker is ${state}.`);
    onBreaker?.(name, state);
  };
  onBreaker?.(name, 'closed');
  const send = breaker ? createGuard({ wire, breaker, onChange }) : wire.send;
  return sharing ? createSharing(send, () => onShared?.(name)) : send;
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

const outcomeOf = (error: unknown): Outcome => {
  if (error instanceof NotAsked) return 'refused';
  return error instanceof WireError && error.fault === 'cancelled' ? 'cancelled' : 'failed';
};
