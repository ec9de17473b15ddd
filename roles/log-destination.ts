import { writeSync } from 'node:fs';

/** In ms, of a pipe that is full: its reader may be busy. It is looked at in between. */
const [PATIENCE, BETWEEN] = [100, 5];
const NEWLINE = 10;

export type Destination = { write(lines: string): void };

/**
 * Where logs are written at once. What cannot be written is lost, and that is all: where a disk is full, pino's own
 * destination throws, or, where somebody listens to its errors, holds all lines in memory until there is room.
 */
export const createDestination = (fd: number): Destination => {
  let isTorn = false; // half a line was the last that fitted
  let patience = PATIENCE;
  const writeSome = (bytes: Uint8Array) => {
    const written = writeSync(fd, bytes);
    patience = PATIENCE;
    if (written > 0) isTorn = bytes[written - 1] !== NEWLINE;
    return bytes.subarray(written);
  };
  return {
    write(lines) {
      let rest: Uint8Array = Buffer.from(isTorn ? `\n${lines}` : lines);
      while (rest.length > 0)
        try {
          rest = writeSome(rest);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || patience <= 0) return;
          patience -= wait(); // once it has run out nobody waits, until something is read again
        }
    },
  };
};

/** Nobody wakes who waits for it. */
const CELL = new Int32Array(new SharedArrayBuffer(4));

/** Answers for how long: on a busy machine it is longer than was asked for. */
const wait = () => {
  const startedAt = performance.now();
  Atomics.wait(CELL, 0, 0, BETWEEN);
  return performance.now() - startedAt;
};

export const stderr = createDestination(2);
