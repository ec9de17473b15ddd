/** Generated code for fixed texts: compared and written four bytes at a time. The texts are ASCII. */

const wordAt = (bytes: Buffer, at: number) => bytes.readInt32LE(at);
const offset = (at: string, by: number) => (by === 0 ? at : `${at} + ${by} | 0`);

/** An expression that is true where the bytes at `at` are not this text. */
export const differs = (text: string, at: string): string => {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  if (length < 4) return [...bytes].map((byte, i) => `v.getUint8(${offset(at, i)}) !== ${byte}`).join(' || ');
  const starts = Array.from({ length: Math.floor(length / 4) }, (_, i) => i * 4);
  // The last word overlaps the one before rather than reading beyond.
  if (length % 4 !== 0) starts.push(length - 4);
  return starts
    .map((start) => `v.getInt32(${offset(at, start)}, true) !== ${wordAt(bytes, start)}`)
    .join(' || ');
};

/** Statements that put this text at `o` and move on; up to three bytes behind it are overwritten. */
export const put = (text: string): string => {
  const bytes = Buffer.concat([Buffer.from(text), Buffer.alloc(3)]);
  const { length } = Buffer.from(text);
  const words = Array.from({ length: Math.ceil(length / 4) }, (_, i) => i * 4);
  const sets = words.map((start) => `v.setInt32(${offset('o', start)}, ${wordAt(bytes, start)}, true);`);
  return [...sets, `o = o + ${length} | 0;`].join(' ');
};
