import { randomInt } from 'node:crypto';
import {
  WireError,
  type Leaving,
  type Receiver,
  type Wire,
  type WireRequest,
  type WireResponse,
} from '../wires/wire.ts';

/** Headers that change no answer. All others are part of who asks. */
const PER_REQUEST = new Set(['x-request-id', 'traceparent']);

/** A fetch may lie in any of so many slots behind its own. Where none is free it is a call of its own. */
const [SLOTS, NEIGHBOURS] = [4_096, 4];
/** So that nobody can choose a query which takes another one's place. */
const SEED = randomInt(2 ** 31);

/**
 * Queries of the same bytes with the same headers that are in flight at once are one call. Never for mutations. In
 * slots and not in a Map, which would hold what has landed: see `watch.ts`.
 */
export const createSharing = (send: Wire['send'], onShared: () => void): Wire['send'] => {
  const flights: (Flight | undefined)[] = Array.from({ length: SLOTS + NEIGHBOURS });

  return (request, receiver) => {
    if (request.isMutation) return send(request, receiver);
    let free = -1;
    for (let number = slotOf(request), end = number + NEIGHBOURS; number < end; number += 1) {
      const flight = flights[number];
      if (flight === undefined) free = number;
      else if (flight.isFor(request)) {
        onShared();
        return flight.join(request, receiver);
      }
    }
    if (free === -1) return send(request, receiver);
    const first = (flights[free] = new Flight(request, receiver, { send, flights, number: free }));
    send(first, first);
  };
};

const SAMPLES = 64;
/** FNV-1a's. */
const PRIME = 0x01000193;

/** By some bytes and by who asks, without making a text of them: what has the same slot is compared in whole. */
const slotOf = ({ headers, body }: WireRequest): number => {
  const { authorization = '' } = headers;
  let hash = SEED ^ body.length;
  for (let at = Math.max(0, authorization.length - 8); at < authorization.length; at += 1)
    hash = Math.imul(hash ^ authorization.charCodeAt(at), PRIME);
  const step = Math.max(1, (body.length / SAMPLES) | 0);
  for (let at = body.length - 1; at >= 0; at -= step) hash = Math.imul(hash ^ body[at]!, PRIME);
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
};

const isSame = (one: WireRequest, other: WireRequest): boolean =>
  isWithin(one.headers, other.headers) &&
  isWithin(other.headers, one.headers) &&
  Buffer.compare(one.body, other.body) === 0;

const isWithin = (some: Record<string, string>, others: Record<string, string>): boolean => {
  for (const name in some) if (some[name] !== others[name] && !PER_REQUEST.has(name)) return false;
  return true;
};

type Slot = { send: Wire['send']; flights: (Flight | undefined)[]; number: number };

/** The first one's request, for all: it is abandoned only when each of them has left, and waits to its own end. */
class Flight implements WireRequest, Receiver, Leaving {
  readonly body: Uint8Array;
  readonly headers: Record<string, string>;
  readonly isMutation = false;
  readonly signal: Leaving = this;
  readonly deadline: number;
  private readonly request: WireRequest;
  private readonly receiver: Receiver;
  private readonly slot: Slot;
  private joined: { request: WireRequest; receiver: Receiver }[] | undefined;

  constructor(request: WireRequest, receiver: Receiver, slot: Slot) {
    this.body = request.body;
    this.headers = request.headers;
    this.deadline = request.deadline ?? Infinity;
    this.request = request;
    this.receiver = receiver;
    this.slot = slot;
  }

  get aborted() {
    if (this.request.signal?.aborted !== true) return false;
    return this.joined?.every(({ request }) => request.signal?.aborted === true) ?? true;
  }

  /** Not for who has less time. */
  isFor(request: WireRequest): boolean {
    return this.deadline <= (request.deadline ?? Infinity) && isSame(this.request, request);
  }

  join(request: WireRequest, receiver: Receiver) {
    (this.joined ??= []).push({ request, receiver });
  }

  answered(response: WireResponse) {
    this.land();
    this.receiver.answered(response);
    if (!this.joined) return;
    const isForOne = response.headers['set-cookie'] !== undefined; // a cookie is for one alone
    for (const { request, receiver } of this.joined)
      if (isForOne) this.slot.send(request, receiver);
      else receiver.answered(response);
  }

  failed(error: unknown) {
    this.land();
    this.receiver.failed(error);
    if (!this.joined) return;
    const isOver = error instanceof WireError && error.fault === 'too late';
    for (const { request, receiver } of this.joined)
      if (isOver && this.deadline < (request.deadline ?? Infinity)) this.slot.send(request, receiver);
      else receiver.failed(error);
  }

  private land() {
    const { flights, number } = this.slot;
    flights[number] = undefined;
  }
}
