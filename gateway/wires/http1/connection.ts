import { connect, type Socket } from 'node:net';
import { WireError, type WireLimits } from '../wire.ts';
import { AnswerReader } from './answer.ts';
import type { Exchange } from './pool.ts';

/** For all connections: what came is read, or copied, before the next read. One that is used all the time is fast. */
const READING = Buffer.allocUnsafeSlow(256 * 1024);
/** Head and body of a request that fit go out as one piece. */
const WRITE_BYTES = 16 * 1024;
/** For all, too; but what a socket does not take at once stays in it, and then it is that socket's. */
let writing = Buffer.allocUnsafeSlow(WRITE_BYTES);

export type Owner = {
  readonly limits: WireLimits;
  readonly host: string;
  readonly port: number;
  /** It can take the next request. */
  onFree(connection: Connection): void;
  /** It can take no more. Called once. */
  onGone(connection: Connection): void;
};

/** One socket, with one request in flight at most. Whatever is not certain ends it. */
export class Connection {
  idleSince = 0;
  private readonly owner: Owner;
  private readonly socket: Socket;
  private readonly answer: AnswerReader;
  private exchange: Exchange | undefined;
  private isConnected = false;
  private isGone = false;

  constructor(owner: Owner) {
    this.owner = owner;
    this.answer = new AnswerReader(owner.limits.mostBytes);
    const { host, port } = owner;
    const callback = (count: number) => {
      this.receive(READING.subarray(0, count));
      return true; // go on reading
    };
    this.socket = connect({ host, port, noDelay: true, onread: { buffer: READING, callback } });
    this.listen();
  }

  ask(exchange: Exchange) {
    this.exchange = exchange;
    exchange.connection = this;
    this.answer.begin();
    const { head, request } = exchange;
    const length = head.length + request.body.length;
    if (length > WRITE_BYTES) return this.writeBoth(head, request.body);
    writing.write(head, 0, 'latin1');
    writing.set(request.body, head.length);
    this.socket.write(writing.subarray(0, length));
    if (this.socket.writableLength > 0) writing = Buffer.allocUnsafeSlow(WRITE_BYTES);
  }

  /** Ends the connection, and with this error the request that it carries. */
  fail(error: unknown) {
    if (this.isGone) return;
    this.isGone = true;
    this.socket.destroy();
    const { exchange } = this;
    this.exchange = undefined;
    this.owner.onGone(this);
    exchange?.failed(error);
  }

  private listen() {
    const { socket, owner } = this;
    socket.setTimeout(owner.limits.connectTimeout, () =>
      this.fail(
        new WireError('not sent', `There was no connection within ${owner.limits.connectTimeout} ms.`),
      ),
    );
    socket.once('connect', () => {
      this.isConnected = true;
      socket.setTimeout(0);
    });
    socket.once('end', () => this.onEnd());
    socket.once('close', () => this.fail(this.lost('closed')));
    socket.on('error', (error) => this.fail(this.lost(error)));
  }

  private lost(why: unknown) {
    return this.isConnected
      ? new WireError('cut off', 'The connection ended before the answer was whole.', why)
      : new WireError('not sent', 'There is no connection.', why);
  }

  private writeBoth(head: string, body: Uint8Array) {
    this.socket.cork();
    this.socket.write(head, 'latin1');
    this.socket.write(body);
    this.socket.uncork();
  }

  private onEnd() {
    if (this.exchange && this.answer.endsWithConnection) this.settle(true);
    else this.fail(this.lost('ended'));
  }

  private receive(bytes: Buffer) {
    if (this.isGone) return;
    if (!this.exchange) return this.fail(undefined); // nobody has asked for that
    let isWhole: boolean;
    try {
      isWhole = this.answer.read(bytes);
    } catch (error) {
      return this.fail(error);
    }
    if (isWhole) this.settle(this.answer.isLast);
  }

  private settle(isLast: boolean) {
    const exchange = this.exchange!;
    this.exchange = undefined;
    const response = this.answer.take();
    // What of the request is not sent yet may be changed from now on.
    if (isLast || this.socket.writableLength > 0) this.fail(undefined);
    else this.owner.onFree(this); // first: who gets the answer may have the next request for this connection
    exchange.answered(response);
    if (this.owner.limits.overwrites) queueMicrotask(() => response.body.fill(0));
  }
}
