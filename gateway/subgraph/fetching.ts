import type { Asker } from '../bytes/run.ts';
import type { GatewayContext } from '../context.ts';
import type { FetchSpan } from '../tracing.ts';
import { WireError, type Receiver, type WireResponse } from '../wires/wire.ts';
import { answerOf } from './answer.ts';
import { failureOf } from './failure.ts';
import { NotAsked } from './guard.ts';

/** `body`: JSON that must not change before the asker is told. */
export type Asking = { body: Uint8Array; isMutation: boolean; context: GatewayContext };

/** `refused`: by the breaker. */
export type Outcome = 'answered' | 'failed' | 'cancelled' | 'refused';

export type FetchingFrom = {
  name: string;
  /** It is sent viewer tokens of ours. */
  knowsUs: boolean;
  /** It may set the client's cookies. */
  setsCookies: boolean;
  timeout: number;
  /** Must not throw: the asker is told after it. */
  onEnd(ended: Ended): void;
};

/** `error`: why it has failed. */
export type Ended = {
  outcome: Outcome;
  error: unknown;
  seconds: number;
  requestId: string;
  span: FetchSpan | undefined;
};

/** One call to a subgraph: makes of what came what its asker is told, the operator and the client. */
export class Fetching implements Receiver {
  readonly deadline: number;
  readonly span;
  private readonly from: FetchingFrom;
  private readonly context: GatewayContext;
  private readonly asker: Asker;
  private readonly startedAt = performance.now();
  private isTold = false;

  constructor(from: FetchingFrom, context: GatewayContext, asker: Asker) {
    this.from = from;
    this.context = context;
    this.asker = asker;
    this.deadline = Math.min(context.deadline ?? Infinity, this.startedAt + from.timeout);
    this.span = context.trace?.fetch(from.name);
  }

  answered(response: WireResponse) {
    if (this.isTold) return;
    let bytes: Uint8Array;
    try {
      bytes = this.bytesIn(response);
    } catch (error) {
      return this.failed(error);
    }
    this.isTold = true;
    this.end('answered');
    this.asker.came(bytes);
  }

  failed(error: unknown) {
    if (this.isTold) return;
    this.isTold = true;
    this.end(outcomeOf(error), error);
    this.asker.failed(failureOf(this.from.name, error, this.deadline - this.startedAt));
  }

  private bytesIn(response: WireResponse): Uint8Array {
    const { name, knowsUs, setsCookies } = this.from;
    const cookies = response.headers['set-cookie'];
    if (cookies !== undefined && setsCookies) this.context.setCookies.push(...cookies.split('\n'));
    return answerOf(name, response, knowsUs);
  }

  private end(outcome: Outcome, error?: unknown) {
    const seconds = (performance.now() - this.startedAt) / 1_000;
    this.from.onEnd({ outcome, error, seconds, requestId: this.context.requestId, span: this.span });
  }
}

const outcomeOf = (error: unknown): Outcome => {
  if (error instanceof NotAsked) return 'refused';
  return error instanceof WireError && error.fault === 'cancelled' ? 'cancelled' : 'failed';
};
