import { WireError, type Leaving, type WireRequest, type WireResponse } from '../wires/wire.ts';

type Send = (request: WireRequest) => Promise<WireResponse>;

/** Of a body: longer ones are compared for longer, and are less often the same. */
const MOST_BYTES = 64 * 1024;

/** Headers that change no answer. All others are part of who asks. */
const PER_REQUEST = new Set(['x-request-id', 'traceparent']);

/** Queries of the same bytes for the same asker that are in flight at once are one call. Never for mutations. */
export const createSharing = (send: Send, onShared: () => void): Send => {
  const flights = new Map<string, Flight>();

  const lead = async (key: string, request: WireRequest) => {
    const flight = new Flight(request);
    flights.set(key, flight);
    flight.answer = send({ ...request, signal: flight });
    try {
      return await flight.answer;
    } finally {
      flights.delete(key);
    }
  };

  return async (request) => {
    if (request.isMutation || request.body.length > MOST_BYTES) return send(request);
    const key = keyOf(request);
    const flight = flights.get(key);
    if (!flight) return lead(key, request);
    if (!flight.endsBefore(request)) return send(request);
    onShared();
    return (await flight.join(request)) ?? send(request);
  };
};

/** No line of a header holds the end of a line. */
const keyOf = ({ headers, body }: WireRequest): string => {
  let key = '';
  for (const name in headers) if (!PER_REQUEST.has(name)) key += `${name}:${headers[name]}\n`;
  return `${key}\n${Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1')}`;
};

/** It is abandoned only when each of its askers has left. The first one's body is sent: it waits to the end. */
class Flight implements Leaving {
  answer: Promise<WireResponse> | undefined;
  private readonly deadline: number;
  private readonly askers: (Leaving | undefined)[];

  constructor({ signal, deadline = Infinity }: WireRequest) {
    this.deadline = deadline;
    this.askers = [signal];
  }

  get aborted() {
    return this.askers.every((asker) => asker?.aborted === true);
  }

  endsBefore({ deadline = Infinity }: WireRequest): boolean {
    return this.deadline <= deadline;
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
