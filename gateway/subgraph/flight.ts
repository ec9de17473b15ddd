import type { Waiting, Watch } from '../wires/watch.ts';
import {
  WireError,
  type Leaving,
  type Receiver,
  type Wire,
  type WireRequest,
  type WireResponse,
} from '../wires/wire.ts';

/** `writes`: how many mutations of whoever asks had ended before. */
export type Asked = WireRequest & { writes?: number };
export type Send = (request: Asked, receiver: Receiver) => void;

/** What all flights to one subgraph have. */
export type Sharing = {
  /** As a call of its own. */
  send: Wire['send'];
  share: Send;
  flights: (Flight | undefined)[];
  watch: Watch;
};

/** The first one's request, for all: it is abandoned only when each of them has left, and waits to its own end. */
export class Flight implements WireRequest, Receiver, Leaving {
  readonly body: Uint8Array;
  readonly headers: Record<string, string>;
  readonly isMutation = false;
  readonly signal: Leaving = this;
  readonly deadline: number;
  /** Among the flights. */
  place = -1;
  private readonly request: Asked;
  private readonly receiver: Receiver;
  private readonly sharing: Sharing;
  private joined: Passenger[] | undefined;

  constructor(request: Asked, receiver: Receiver, sharing: Sharing) {
    this.body = request.body;
    this.headers = request.headers;
    this.deadline = deadlineOf(request);
    this.request = request;
    this.receiver = receiver;
    this.sharing = sharing;
  }

  get aborted() {
    if (this.request.signal?.aborted !== true) return false;
    return this.joined?.every(({ hasLeft }) => hasLeft) ?? true;
  }

  isFor(request: WireRequest): boolean {
    return isSame(this.request, request);
  }

  /** What it brings may have been read before what the other one knows to be written. */
  isTooOldFor({ writes = 0 }: Asked): boolean {
    return (this.request.writes ?? 0) < writes;
  }

  join(request: Asked, receiver: Receiver) {
    const passenger = new Passenger(request, receiver);
    (this.joined ??= []).push(passenger);
    if (deadlineOf(request) < this.deadline) this.sharing.watch.add(passenger);
  }

  answered(response: WireResponse) {
    const joined = this.land();
    this.receiver.answered(response);
    const isForOne = response.headers['set-cookie'] !== undefined; // a cookie is for one alone
    for (const { request, receiver } of joined)
      if (isForOne) this.sharing.send(request, receiver);
      else receiver.answered(response);
  }

  failed(error: unknown) {
    const joined = this.land();
    this.receiver.failed(error);
    const isOver = error instanceof WireError && error.fault === 'too late';
    // Who has most time left flies first, so that all others join: a subgraph in trouble gets one call more.
    if (isOver) joined.sort((one, other) => deadlineOf(other.request) - deadlineOf(one.request));
    for (const { request, receiver } of joined)
      if (isOver && this.deadline < deadlineOf(request)) this.sharing.share(request, receiver);
      else receiver.failed(error);
  }

  /** Nobody joins from now on. Those who have and are still to be told. */
  private land(): Passenger[] {
    const { flights, watch } = this.sharing;
    if (flights[this.place] === this) flights[this.place] = undefined;
    if (!this.joined) return [];
    for (const passenger of this.joined) watch.delete(passenger);
    return this.joined.filter(({ isTold }) => !isTold);
  }
}

/** Who has joined: told with the first, or when its own time is over. */
class Passenger implements Waiting {
  readonly request: Asked;
  readonly receiver: Receiver;
  place = -1;
  isTold = false;

  constructor(request: Asked, receiver: Receiver) {
    this.request = request;
    this.receiver = receiver;
  }

  get hasLeft() {
    return this.isTold || this.request.signal?.aborted === true;
  }

  fail(error: WireError) {
    this.isTold = true;
    this.receiver.failed(error);
  }
}

const deadlineOf = ({ deadline = Infinity }: WireRequest) => deadline;

/** Headers that change no answer. All others are part of who asks. */
const PER_REQUEST = new Set(['x-request-id', 'traceparent']);

const isSame = (one: WireRequest, other: WireRequest): boolean =>
  isWithin(one.headers, other.headers) &&
  isWithin(other.headers, one.headers) &&
  Buffer.compare(one.body, other.body) === 0;

const isWithin = (some: Record<string, string>, others: Record<string, string>): boolean => {
  for (const name in some) if (some[name] !== others[name] && !PER_REQUEST.has(name)) return false;
  return true;
};
