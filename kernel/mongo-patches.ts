import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

const KNOWN = '7.9.0';
const load = createRequire(import.meta.url);
let isDone = false;

/** Two defects of mongodb 7.9.0 that leave a process alive but stuck, or without memory. */
export const patchMongo = (
  version = (load('mongodb/package.json') as Package).version,
  warn = (message: string) => process.emitWarning(message),
) => {
  if (isDone) return;
  if (version !== KNOWN)
    return warn(`mongodb is ${version}, but was patched in ${KNOWN}: see kernel/mongo-patches.ts.`);
  endWaitForDrain((load('mongodb/lib/cmap/connection') as { Connection: Class<Connection> }).Connection);
  refuseEmptyMessages((load('mongodb/lib/utils') as { BufferPool: Class<BufferPool> }).BufferPool);
  isDone = true;
};

type Package = { version: string };
type Class<T> = { prototype: T };
type Connection = { socket: EventEmitter; cleanup(error: Error): void };
type BufferPool = { getInt32(): number | null };

/**
 * A command waits until its bytes have drained, for ever where its connection ends before that: a large write to a
 * server that hangs, or the check of a monitor, whose server is never found again then. Told that they have drained,
 * it finds the error that the connection ended with.
 */
const endWaitForDrain = ({ prototype }: Class<Connection>) => {
  const { cleanup } = prototype;
  prototype.cleanup = function (this: Connection, error: Error) {
    cleanup.call(this, error);
    this.socket.emit('drain');
  };
};

/** Bytes of the header that every message has. */
const HEADER = 16;

/** A message of no bytes is taken from what came again and again; one of fewer than none is refused. */
const refuseEmptyMessages = ({ prototype }: Class<BufferPool>) => {
  const { getInt32 } = prototype; // asked for the size of the next message alone
  prototype.getInt32 = function (this: BufferPool) {
    const size = getInt32.call(this);
    return size !== null && size < HEADER ? -1 : size;
  };
};
