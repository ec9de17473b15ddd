import { createHttp1Wire } from './http1-wire.ts';
import { createUndiciWire } from './undici-wire.ts';
import { endOf } from './watch.ts';
import {
  WireError,
  type Receiver,
  type Wire,
  type WireLimits,
  type WireRequest,
  type WireResponse,
} from './wire.ts';

export type Reaching = {
  /** GraphQL endpoints of the same service, in several processes. */
  urls: string[];
  /** Milliseconds in which one that refuses is asked again; after that it is down. */
  patience?: number;
  /** Those that are not are asked only when none is. */
  isReady?(url: string): boolean;
  /** A 503 of this service says that it has done nothing: then it is asked again, for a mutation too. */
  refusesFirst?: boolean;
  /** False: undici for plain HTTP, too. */
  ownClient?: boolean;
  limits?: Partial<WireLimits>;
};

/** A service that restarts is waited for, from its first refusal on: it has done nothing of what it refused. */
const PATIENCE = 8_000;
/** Milliseconds before all are asked again; twice as long each time. */
const [PAUSE, LONGEST_PAUSE] = [100, 800];
/** A query that may have been received is sent again so often. */
const RESENDINGS = 2;

/** `again`: whether it may be tried once more. */
type Came = { response?: WireResponse; error?: unknown; again?: 'now' | 'later' | undefined };

/** One service over HTTP at one address or several. Sends again what nobody received, and queries that were cut off. */
export const createReplicas = (reaching: Reaching): Wire => {
  const { urls, patience = PATIENCE, isReady = () => true, refusesFirst = false } = reaching;
  const wires = new Map(urls.map((url) => [url, wireOf(url, reaching)]));
  const nextUrl = createTurns(urls, isReady);
  // An outage that nobody has met for so long as one may take is over: what refuses now has only begun to.
  let [downSince, refusedAt] = [-Infinity, -Infinity];

  const later = () => {
    const now = performance.now();
    if (now - refusedAt >= patience) downSince = now;
    refusedAt = now;
    return now - downSince < patience ? 'later' : undefined;
  };

  const service: Service = {
    replicas: urls.length,
    sendOnce: (request, receiver) => wires.get(nextUrl())!.send(request, receiver),
    cameOf(response) {
      if (response.status === 503 && refusesFirst) return { response, again: later() };
      refusedAt = -Infinity;
      return undefined;
    },
    failureOf(error, { isMutation }) {
      const fault = error instanceof WireError ? error.fault : undefined;
      if (fault === 'not sent') return { error, again: later() };
      return { error, again: fault === 'cut off' && !isMutation ? 'now' : undefined };
    },
  };

  return {
    send: (request, receiver) => new Sending(service, request, receiver).start(),
    async close() {
      await Promise.all([...wires.values()].map((wire) => wire.close()));
    },
  };
};

type Service = {
  replicas: number;
  sendOnce: Wire['send'];
  /** Undefined for an answer. */
  cameOf(response: WireResponse): Came | undefined;
  failureOf(error: unknown, request: WireRequest): Came;
};

/** One request, as often as it is sent. */
class Sending implements Receiver {
  private readonly service: Service;
  private readonly request: WireRequest;
  private readonly receiver: Receiver;
  private tries = 0;
  private resendings = RESENDINGS;
  private pause = PAUSE;

  constructor(service: Service, request: WireRequest, receiver: Receiver) {
    this.service = service;
    this.request = request;
    this.receiver = receiver;
  }

  start() {
    this.tries += 1;
    this.service.sendOnce(this.request, this);
  }

  answered(response: WireResponse) {
    const came = this.service.cameOf(response);
    if (came) this.goOn(came);
    else this.receiver.answered(response);
  }

  failed(error: unknown) {
    this.goOn(this.service.failureOf(error, this.request));
  }

  private goOn({ response, error, again }: Came) {
    const isPause = again === 'later' && this.tries >= this.service.replicas;
    const mayGoOn = again === 'later' || (again === 'now' && this.resendings-- > 0);
    if (mayGoOn && !isOver(this.request, isPause ? this.pause : 0))
      return isPause ? this.rest() : this.start();
    if (response) this.receiver.answered(response);
    else this.receiver.failed(error);
  }

  private rest() {
    setTimeout(() => this.start(), this.pause);
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
  }
}

const isOver = (request: WireRequest, pause: number) =>
  endOf(request, performance.now() + pause) !== undefined;

const wireOf = (url: string, { ownClient = true, limits }: Reaching) =>
  ownClient && url.startsWith('http:') ? createHttp1Wire(url, limits) : createUndiciWire(url, limits);

/** One address after the other, of those that are ready; of all when none is. */
export const createTurns = (urls: string[], isReady: (url: string) => boolean) => {
  let turn = 0;
  return () => {
    if (urls.length === 1) return urls[0]!;
    const ready = urls.filter(isReady);
    const among = ready.length > 0 ? ready : urls;
    return among[turn++ % among.length]!;
  };
};
