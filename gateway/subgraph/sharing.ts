import { WireError, type Leaving, type WireRequest, type WireResponse } from '../wires/wire.ts';

type Send = (request: WireRequest) => Promise<WireResponse>;

/** Headers that change no answer. All others are part of who asks. */
const PER_REQUEST = new Set(['x-request-id', 'traceparent']);

/** A fetch that has the slot of another one is a call of its own. */
const SLOTS = 1_024;

/**
 * Queries of the same bytes for the same asker that are in flight at once are one call. Never for mutations. In slots
 * and not in a Map, which would hold what has landed: see `watch.ts`.
 */
export const createSharing = (send: Send, onShared: () => void): Send => {
  const flights: (Flight | undefined)[] = Array.from({ length: SLOTS });

  const lead = (slot: number, request: WireRequest) => {
    const flight = new Flight(request);
    flights[slot] = flight;
    const answer = (flight.answer = send({ ...request, signal: flight }));
    const land = () => void (flights[slot] = undefined);
    answer.then(land, land);
    return answer;
  };

  const join = async (flight: Flight, request: WireRequest) => {
    onShared();
    return (await flight.join(request)) ?? send(request);
  };

  return (request) => {
    if (request.isMutation) return send(request);
    const slot = slotOf(request);
    const flight = flights[slot];
    if (!flight) return lead(slot, request);
    return flight.isFor(request) ? join(flight, request) : send(request);
  };
};

const SAMPLES = 128;

/** By some bytes and by who asks, without making a text of them: what has the same slot is compared in whole. */
const slotOf = ({ headers, body }: WireRequest): number => {
  const { authorization = '' } = headers;
  let hash = body.length;
  for (let at = Math.max(0, authorization.length - 8); at < authorization.length; at += 1)
    hash = Math.imul(hash, 31) + authorization.charCodeAt(at);
  const step = Math.max(1, (body.length / SAMPLES) | 0);
  for (let at = body.length - 1; at >= 0; at -= step) hash = Math.imul(hash, 31) + body[at]!;
  return (hash ^ (hash >>> 10)) & (SLOTS - 1);
};

const isSame = (one: WireRequest, other: WireRequest): boolean =>
  isWithin(one.headers, other.headers) &&
  isWithin(other.headers, one.headers) &&
  Buffer.compare(one.body, other.body) === 0;

const isWithin = (some: Record<string, string>, others: Record<string, string>): boolean => {
  for (const name in some) if (some[name] !== others[name] && !PER_REQUEST.has(name)) return false;
  return true;
};

/** It is abandoned only when each of its askers has left. The first one's body is sent: it waits to the end. */
class Flight implements Leaving {
  answer: Promise<WireResponse> | undefined;
  private readonly request: WireRequest;
  private readonly deadline: number;
  private readonly askers: (Leaving | undefined)[];

  constructor(request: WireRequest) {
    this.request = request;
    this.deadline = request.deadline ?? Infinity;
    this.askers = [request.signal];
  }

  get aborted() {
    return this.askers.every((asker) => asker?.aborted === true);
  }

  /** Not for who has less time. */
  isFor(request: WireRequest): boolean {
    return this.deadline <= (request.deadline ?? Infinity) && isSame(this.request, request);
  }

  /** Undefined where the asker must ask alone: a cookie is for one alone, and it may have more time. */
  async join(request: WireRequest): Promise<WireResponse | undefined> {
    this.askers.push(request.signal);
    try {
      const response = await this.answer!;
      return response.headers['set-cookie'] === undefined ? response : undefined;
    } catch (error) {
      const isOver = error instanceof WireError && error.fault === 'too late';
      if (isOver && this.deadline < (request.deadline ?? Infinity)) return undefined;
      throw error;
    }
  }
}
