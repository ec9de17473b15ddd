import { Pool, errors, type Dispatcher } from 'undici';
import { checked } from './http1/request.ts';
import { createWatch, endOf, type Waiting, type Watch } from './watch.ts';
import {
  LIMITS,
  telling,
  WireError,
  type Wire,
  type WireLimits,
  type WireRequest,
  type WireResponse,
} from './wire.ts';

const MOST_HEAD_BYTES = 16 * 1024;

/** Everything that is not plain HTTP, by undici: TLS, above all. */
export const createUndiciWire = (url: string, given: Partial<WireLimits> = {}): Wire => {
  const { origin, pathname, search } = new URL(url);
  const limits = { ...LIMITS, ...given };
  const watch = createWatch();
  const pool = new Pool(origin, {
    connections: limits.connections,
    connectTimeout: limits.connectTimeout,
    keepAliveTimeout: limits.idleTimeout,
    keepAliveMaxTimeout: limits.idleTimeout,
    maxHeaderSize: MOST_HEAD_BYTES,
    headersTimeout: 0, // deadlines are ours
    bodyTimeout: 0,
  });
  let inFlight = 0;

  return {
    send: telling(async (request) => {
      const ended = endOf(request, performance.now());
      if (ended) throw ended;
      expectRoom(inFlight, pool, limits);
      const options = dispatched(pathname + search, request); // throws before anything waits or is counted
      const exchange = new Exchange(request, watch, limits.mostBytes);
      inFlight += 1;
      pool.dispatch(options, exchange);
      return exchange.response.finally(() => (inFlight -= 1));
    }),
    close: () => (pool.closed ? Promise.resolve() : pool.close()),
  };
};

const expectRoom = (inFlight: number, pool: Pool, { connections, waiting }: WireLimits) => {
  if (pool.closed || pool.destroyed) throw new WireError('not sent', 'This client is closed.');
  if (inFlight >= connections + waiting)
    throw new WireError(
      'not sent',
      `Expected at most ${waiting} requests to wait for a connection, got more.`,
    );
};

const dispatched = (path: string, { body, headers: given }: WireRequest): Dispatcher.DispatchOptions => {
  const headers = ['content-type', 'application/json', 'accept', 'application/json'];
  for (const name in given) headers.push(checked(name), given[name]!);
  // A copy: an answer, or a deadline, may come while undici is still sending.
  return { path, method: 'POST', headers, body: Buffer.from(body) };
};

class Exchange implements Waiting, Dispatcher.DispatchHandler {
  readonly request: WireRequest;
  place = -1;
  readonly response: Promise<WireResponse>;
  private readonly settled = Promise.withResolvers<WireResponse>();
  private readonly watch: Watch;
  private readonly mostBytes: number;
  private controller: Dispatcher.DispatchController | undefined;
  private ended: WireError | undefined;
  private status = 0;
  private headers: Record<string, string> = {};
  private readonly pieces: Buffer[] = [];
  private length = 0;

  constructor(request: WireRequest, watch: Watch, mostBytes: number) {
    this.request = request;
    this.watch = watch;
    this.mostBytes = mostBytes;
    this.response = this.settled.promise;
    watch.add(this);
  }

  fail(error: WireError) {
    this.ended ??= error;
    this.watch.delete(this);
    this.controller?.abort(error);
    this.settled.reject(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController) {
    this.controller = controller;
    if (this.ended) controller.abort(this.ended);
  }

  onResponseStart(_: unknown, status: number, headers: Record<string, string | string[] | undefined>) {
    if (status < 200) return;
    this.status = status;
    const setCookie = headers['set-cookie'];
    this.headers = setCookie === undefined ? {} : { 'set-cookie': [setCookie].flat().join('\n') };
  }

  onResponseData(_: unknown, piece: Buffer) {
    this.length += piece.length;
    if (this.length > this.mostBytes)
      this.fail(new WireError('too large', `The answer has more than ${this.mostBytes} bytes.`));
    else this.pieces.push(piece);
  }

  onResponseEnd() {
    this.watch.delete(this);
    const { status, headers, pieces } = this;
    const body = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    this.settled.resolve({ status, headers, body });
  }

  onResponseError(_: unknown, error: Error) {
    this.watch.delete(this);
    this.settled.reject(this.ended ?? faultOf(error, this.controller !== undefined));
  }
}

const NOT_HTTP = [
  errors.HTTPParserError,
  errors.HeadersOverflowError,
  errors.ResponseContentLengthMismatchError,
];

const faultOf = (error: Error, isSent: boolean): Error => {
  if (error instanceof errors.InvalidArgumentError) return new TypeError(error.message);
  if (!isSent) return new WireError('not sent', 'There is no connection.', error);
  if (NOT_HTTP.some((kind) => error instanceof kind))
    return new WireError('not HTTP', `Expected an answer of HTTP/1.1: ${error.message}.`, error);
  return new WireError('cut off', 'The connection ended before the answer was whole.', error);
};
