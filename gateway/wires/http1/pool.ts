import { createWatch, endOf, type Waiting, type Watch } from '../watch.ts';
import { WireError, type Receiver, type WireLimits, type WireRequest, type WireResponse } from '../wire.ts';
import { Connection, type Owner } from './connection.ts';
import { createHeads } from './request.ts';

/** Milliseconds between two looks for connections that nobody used for too long. */
const EVERY = 250;

/** One request, from its first moment here to its answer. */
export class Exchange implements Waiting, Receiver {
  readonly request: WireRequest;
  readonly head: string;
  place = -1;
  connection: Connection | undefined;
  private readonly pool: ConnectionPool;
  private readonly receiver: Receiver;

  constructor(pool: ConnectionPool, request: WireRequest, receiver: Receiver) {
    this.pool = pool;
    this.request = request;
    this.head = pool.headOf(request);
    this.receiver = receiver;
  }

  answered(response: WireResponse) {
    this.pool.watch.delete(this);
    this.receiver.answered(response);
  }

  failed(error: unknown) {
    this.pool.watch.delete(this);
    this.receiver.failed(error);
  }

  fail(error: unknown) {
    if (this.connection) this.connection.fail(error);
    else this.pool.giveUp(this, error);
  }
}

export class ConnectionPool implements Owner {
  readonly limits: WireLimits;
  readonly host: string;
  readonly port: number;
  readonly watch: Watch = createWatch();
  readonly headOf: (request: WireRequest) => string;
  private readonly all = new Set<Connection>();
  /** The last one in is the first one out, so that those that are too many grow old. */
  private readonly idle: Connection[] = [];
  private readonly waiting: Exchange[] = [];
  private timer: NodeJS.Timeout | undefined;
  private closing: PromiseWithResolvers<void> | undefined;

  constructor(url: URL, limits: WireLimits) {
    this.limits = limits;
    this.host = url.hostname.replace(/^\[|\]$/g, '');
    this.port = Number(url.port) || 80;
    this.headOf = createHeads(url);
  }

  send(request: WireRequest, receiver: Receiver) {
    try {
      const ended = endOf(request, performance.now());
      if (ended) throw ended;
      if (this.closing) throw new WireError('not sent', 'This client is closed.');
      this.start(new Exchange(this, request, receiver));
    } catch (error) {
      receiver.failed(error);
    }
  }

  async close() {
    this.closing ??= Promise.withResolvers();
    for (const connection of [...this.idle]) connection.fail(undefined);
    if (this.all.size === 0) this.closing.resolve();
    return this.closing.promise;
  }

  giveUp(exchange: Exchange, error: unknown) {
    this.waiting.splice(this.waiting.indexOf(exchange), 1);
    exchange.failed(error);
  }

  onFree(connection: Connection) {
    const next = this.waiting.shift();
    if (next) return connection.ask(next);
    if (this.closing) return connection.fail(undefined);
    connection.idleSince = performance.now();
    this.idle.push(connection);
  }

  onGone(connection: Connection) {
    this.all.delete(connection);
    const at = this.idle.indexOf(connection);
    if (at !== -1) this.idle.splice(at, 1);
    const next = this.waiting.shift();
    if (next) this.open(next);
    if (this.all.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.closing?.resolve();
  }

  private start(exchange: Exchange) {
    const { connections, waiting } = this.limits;
    const connection = this.idle.pop();
    if (!connection && this.all.size >= connections && this.waiting.length >= waiting)
      throw new WireError(
        'not sent',
        `Expected at most ${waiting} requests to wait for a connection, got more.`,
      );
    this.watch.add(exchange);
    if (connection) connection.ask(exchange);
    else if (this.all.size < connections) this.open(exchange);
    else this.waiting.push(exchange);
  }

  private open(exchange: Exchange) {
    const connection = new Connection(this);
    this.all.add(connection);
    this.timer ??= setInterval(() => this.closeOld(), EVERY);
    connection.ask(exchange);
  }

  private closeOld() {
    const oldest = performance.now() - this.limits.idleTimeout;
    for (const connection of [...this.idle]) if (connection.idleSince < oldest) connection.fail(undefined);
  }
}
