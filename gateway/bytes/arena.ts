import { createPool } from './pool.ts';

/** Behind every answer: scans may read, and copies may write, so far over an end. */
export const MARGIN = 16;

const FIRST_BYTES = 64 * 1024;
const FIRST_SLOTS = 256;
const MIB = 1024 * 1024;
/** Of one request: generated code adds offsets as integers of 32 bits. */
const MOST_BYTES = 1024 * MIB;
/**
 * Of memory that is kept for the next requests: one arena, and all together. A page of 170 KB takes 0.6 MiB: fifty at
 * once must find theirs, or a fifth of their time goes into new memory.
 */
const KEPT = { largest: 4 * MIB, total: 64 * MIB };

/**
 * What one request holds: bytes received, bodies to send and the answer, one behind the other, and records of
 * integers that say where in them something is. Offsets, not slices, so that growing moves nothing by name.
 */
export class Arena {
  bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  view = new DataView(this.bytes.buffer);
  /** Bytes in use, from 0. */
  used = 0;
  /** Records of each place of the plan, by the place's number. */
  readonly records: Int32Array[] = [];
  /** How many records each place has. */
  counts = new Int32Array(FIRST_SLOTS);
  /** The variant of each representation that a fetch asks for. */
  variants = new Int32Array(FIRST_SLOTS);
  /** Representations by their hash: offset, length, number + 1. */
  table = new Int32Array(FIRST_SLOTS);
  /** Where the list of representations ends that was written last. */
  listEnd = 0;
  #recordBytes = 0;

  /** Room for so many bytes behind what is used. Who holds `bytes` or `view` must take them anew. */
  ensure(end: number) {
    if (end + MARGIN <= this.bytes.length) return;
    if (end > MOST_BYTES)
      throw new RangeError(`Expected at most ${MOST_BYTES} bytes of one request, got ${end}.`);
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, end + MARGIN));
    this.bytes.copy(grown);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  /** A copy of these bytes, with a zero byte behind; answers where it begins. */
  add(bytes: Uint8Array): number {
    const start = this.used;
    this.ensure(start + bytes.length);
    this.bytes.set(bytes, start);
    this.used = this.close(start + bytes.length);
    return start;
  }

  /** Stops every scan at this end; answers where the next may begin. */
  close(end: number): number {
    for (let at = end; at < end + MARGIN; at += 4) this.view.setInt32(at, 0); // a call of fill takes longer
    return end + MARGIN;
  }

  recordsOf(place: number, slots: number): Int32Array {
    const known = this.records[place];
    if (known && known.length >= slots) return known;
    const grown = new Int32Array(Math.max(FIRST_SLOTS, slots * 2));
    if (known) grown.set(known);
    this.records[place] = grown;
    this.#recordBytes += grown.byteLength - (known?.byteLength ?? 0);
    return grown;
  }

  /** The variants of the entities that are parsed next. */
  expect(variants: Int32Array) {
    if (this.variants.length < variants.length) this.variants = new Int32Array(variants.length * 2);
    this.variants.set(variants);
  }

  /** Before a plan of so many places is run. */
  begin(places: number) {
    this.used = 0;
    if (this.counts.length < places) this.counts = new Int32Array(places * 2);
    this.counts.fill(0, 0, places);
  }

  get size(): number {
    const { bytes, counts, variants, table } = this;
    return bytes.length + counts.byteLength + variants.byteLength + table.byteLength + this.#recordBytes;
  }
}

/** What generated code holds between its runs: of the one that it had last it would keep a request's bytes. */
export const NOBODYS = new Arena();

/** Arenas that nobody uses now. One must come back only when nothing reads from it any more. */
export const createArenas = () => {
  const pool = createPool<Arena>({ ...KEPT, sizeOf: ({ size }) => size });
  return {
    take: () => pool.take() ?? new Arena(),
    giveBack: pool.giveBack,
    get kept() {
      return pool.kept;
    },
  };
};

export type Arenas = ReturnType<typeof createArenas>;
