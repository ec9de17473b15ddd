import { notHttp, type WireResponse } from '../wire.ts';
import { Body } from './body.ts';
import { Head, INCOMPLETE, readHead } from './head.ts';

const MOST_HEAD_BYTES = 16 * 1024;
const NOTHING = Buffer.alloc(0);
const NO_HEADERS = Object.freeze({});

/** Reads one answer after the other, in whatever pieces they come. */
export class AnswerReader {
  private readonly head = new Head();
  private readonly body: Body;
  private hasHead = false;
  /** Bytes of a head that is not whole yet. */
  private held = NOTHING;
  /** Of all heads of this answer. */
  private headBytes = 0;

  constructor(mostBytes: number) {
    this.body = new Body(mostBytes);
  }

  begin() {
    this.hasHead = false;
    this.headBytes = 0;
  }

  /** The answer has no length: it is whole when its connection ends. */
  get endsWithConnection() {
    return this.hasHead && this.body.endsWithConnection;
  }

  /** The server closes the connection behind this answer. */
  get isLast() {
    return this.head.isClosing;
  }

  /** True when the answer is whole. Throws WireError for bytes that are no answer, or more than one. */
  read(piece: Buffer): boolean {
    let [bytes, at] = [piece, 0];
    if (!this.hasHead) {
      if (this.held.length > 0) bytes = Buffer.concat([this.held, piece]);
      at = this.readHeads(bytes);
      if (!this.hasHead) return this.hold(bytes, at);
      this.held = NOTHING;
      this.body.begin(this.head);
    }
    at = this.body.read(bytes, at);
    if (!this.body.isDone) return false;
    if (at < bytes.length) throw notHttp('nothing behind the answer', `${bytes.length - at} bytes`);
    return true;
  }

  take(): WireResponse & { body: Buffer } {
    const { status, setCookie } = this.head;
    const headers = setCookie === undefined ? NO_HEADERS : { 'set-cookie': setCookie };
    return { status, headers, body: this.body.take() };
  }

  /** Skips heads of 1xx; answers how far it has read. */
  private readHeads(bytes: Buffer): number {
    for (let at = 0; ;) {
      const end = readHead(bytes, at, this.head);
      if (end === INCOMPLETE) return at;
      this.headBytes += end - at;
      expectSmall(this.headBytes);
      at = end;
      const { status } = this.head;
      if (status === 101) throw notHttp('an answer', 'a change of protocol');
      if (status < 200) continue;
      this.hasHead = true;
      return at;
    }
  }

  private hold(bytes: Buffer, at: number) {
    this.held = Buffer.from(bytes.subarray(at)); // what they lie in is for the next read
    expectSmall(this.headBytes + this.held.length);
    return false;
  }
}

const expectSmall = (headBytes: number) => {
  if (headBytes > MOST_HEAD_BYTES)
    throw notHttp(`a head of at most ${MOST_HEAD_BYTES} bytes`, `${headBytes} and more`);
};
