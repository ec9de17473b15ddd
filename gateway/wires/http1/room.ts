import { WireError } from '../wire.ts';

/** What came in several pieces lies in room of its own, which is kept for the next answer up to so many bytes. */
const MOST_KEPT = 256 * 1024;
const NOTHING = Buffer.alloc(0);

/** Where a body is put together. One that came in one piece stays where it is: nothing is made or copied for it. */
export class Room {
  length = 0;
  private readonly mostBytes: number;
  /** The whole body until now, where one piece holds it. */
  private piece: Buffer | undefined;
  private own = NOTHING;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  begin() {
    this.piece = undefined;
    this.length = 0;
  }

  /** `coming`: bytes that are known to come, these among them; 0: none is. */
  add(piece: Buffer, coming: number) {
    const { length } = piece;
    this.expect(length);
    if (this.length === 0 && coming === length) this.piece = piece;
    else {
      this.keep();
      this.ensure(this.length + Math.max(coming, length));
      piece.copy(this.own, this.length);
    }
    this.length += length;
  }

  /** The next bytes will be in another piece. */
  keep() {
    const { piece } = this;
    if (!piece) return;
    this.piece = undefined;
    this.ensure(piece.length);
    piece.copy(this.own);
  }

  /** Throws where so many more would be too many. */
  expect(more: number) {
    if (this.length + more > this.mostBytes)
      throw new WireError('too large', `The answer has more than ${this.mostBytes} bytes.`);
  }

  /** Lent: the next piece that is read may overwrite it. */
  take(): Buffer {
    const taken = this.piece ?? this.own.subarray(0, this.length);
    this.piece = undefined;
    if (this.own.length > MOST_KEPT) this.own = NOTHING;
    return taken;
  }

  private ensure(size: number) {
    if (size <= this.own.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(size, Math.min(this.own.length * 2, this.mostBytes)));
    this.own.copy(grown, 0, 0, this.length);
    this.own = grown;
  }
}
