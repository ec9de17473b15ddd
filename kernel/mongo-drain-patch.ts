import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

const KNOWN = '7.9.0';
const load = createRequire(import.meta.url);
let isDone = false;

type Connection = { socket: EventEmitter; cleanup(error: Error): void };

/**
 * In mongodb 7.9.0 a command waits until its bytes have drained, for ever where its connection ends before that: a
 * large write to a server that hangs, or the check of a monitor, whose server is never found again then. Told that
 * they have drained, it finds the error that the connection ended with.
 */
export const endWaitForDrain = (
  version = (load('mongodb/package.json') as Package).version,
  warn = (message: string) => process.emitWarning(message),
) => {
  if (isDone) return;
  if (version !== KNOWN)
    return warn(
      `mongodb is ${version}, but its endless wait was patched in ${KNOWN}: see kernel/mongo-drain-patch.ts.`,
    );
  const { prototype } = (load('mongodb/lib/cmap/connection') as Patched).Connection;
  const { cleanup } = prototype;
  prototype.cleanup = function (this: Connection, error: Error) {
    cleanup.call(this, error);
    this.socket.emit('drain');
  };
  isDone = true;
};

type Package = { version: string };
type Patched = { Connection: { prototype: Connection } };
