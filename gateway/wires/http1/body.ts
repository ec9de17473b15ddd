import { notHttp } from '../wire.ts';
import type { Head } from './head.ts';
import { Room } from './room.ts';

const [LF, CR, ZERO] = [10, 13, 48];

/** What comes next. Of a chunk: its size in hex, CR LF, so many bytes, CR LF; the last one has none. */
const [DATA, SIZE, SIZE_END, CHUNK, CHUNK_CR, CHUNK_LF, LAST_CR, LAST_LF, UNTIL_CLOSE, DONE] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
];

/** Reads the body of an answer. Chunk extensions and trailers are refused: nobody here needs them. */
export class Body {
  private readonly room: Room;
  private next = DONE;
  /** Of the chunk, or of the body: bytes that are still to come. */
  private remaining = 0;
  private digits = 0;

  constructor(mostBytes: number) {
    this.room = new Room(mostBytes);
  }

  begin({ status, length, isChunked }: Head) {
    this.room.begin();
    this.digits = 0;
    this.remaining = 0;
    if (status === 204 || status === 304) this.beginNone(status, length > 0 || isChunked);
    else if (isChunked) this.next = SIZE;
    else if (length === -1) this.next = UNTIL_CLOSE;
    else this.beginData(length);
  }

  get isDone() {
    return this.next === DONE;
  }

  /** The answer has no length: it ends with its connection. */
  get endsWithConnection() {
    return this.next === UNTIL_CLOSE;
  }

  /** Lent: the next piece that is read may overwrite it. */
  take(): Buffer {
    return this.room.take();
  }

  /** Answers how far it has read: to the end of `bytes`, or of the body. */
  read(bytes: Buffer, start: number): number {
    let at = start;
    while (at < bytes.length && this.next !== DONE) {
      if (this.next === DATA || this.next === CHUNK) at = this.readData(bytes, at);
      else if (this.next === UNTIL_CLOSE) at = this.readAll(bytes, at);
      else this.readMark(bytes[at++]!);
    }
    if (this.next !== DONE) this.room.keep();
    return at;
  }

  private beginNone(status: number, hasBody: boolean) {
    if (status === 204 && hasBody) throw notHttp('no body with the status 204', 'one');
    this.next = DONE;
  }

  private beginData(length: number) {
    this.room.expect(length);
    this.remaining = length;
    this.next = length === 0 ? DONE : DATA;
  }

  private readData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.remaining);
    this.room.add(bytes.subarray(at, end), this.remaining);
    this.remaining -= end - at;
    if (this.remaining === 0) this.next = this.next === DATA ? DONE : CHUNK_CR;
    return end;
  }

  private readAll(bytes: Buffer, at: number): number {
    this.room.add(bytes.subarray(at), 0);
    return bytes.length;
  }

  private readMark(byte: number) {
    switch (this.next) {
      case SIZE:
        return this.readSize(byte);
      case SIZE_END:
        expect(byte, LF);
        return this.beginChunk();
      case CHUNK_CR:
        expect(byte, CR);
        return void (this.next = CHUNK_LF);
      case CHUNK_LF:
        expect(byte, LF);
        return void (this.next = SIZE);
      case LAST_CR:
        expect(byte, CR);
        return void (this.next = LAST_LF);
      default:
        expect(byte, LF);
        this.next = DONE;
    }
  }

  private readSize(byte: number) {
    if (byte === CR && this.digits > 0) return void (this.next = SIZE_END);
    const digit = hexOf(byte);
    if (digit === -1 || this.digits === 8) throw notHttp('the size of a chunk, in hex', `the byte ${byte}`);
    this.digits += 1;
    this.remaining = this.remaining * 16 + digit;
  }

  private beginChunk() {
    this.digits = 0;
    if (this.remaining === 0) return void (this.next = LAST_CR);
    this.room.expect(this.remaining);
    this.next = CHUNK;
  }
}

const expect = (byte: number, expected: number) => {
  if (byte !== expected) throw notHttp(`the byte ${expected} at the end of a chunk`, `${byte}`);
};

const hexOf = (byte: number) => {
  const lower = byte | 32;
  if (byte >= ZERO && byte <= 57) return byte - ZERO;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
};
