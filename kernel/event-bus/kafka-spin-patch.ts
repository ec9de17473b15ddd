import { createRequire } from 'node:module';
import type { Logger } from '../logger.ts';

const KNOWN = '2.2.4';
const load = createRequire(import.meta.url);
let isDone = false;

type RequestQueue = { pending: unknown[]; scheduleCheckPendingRequests(): void };

/**
 * In kafkajs 2.2.4 every connection looks each millisecond for requests to send, for ever, though there are
 * none: 7 % of a core in an idle process. Each request that has to wait sets the timer itself.
 */
export const stopIdleSpin = (log: Logger, version = (load('kafkajs/package.json') as Package).version) => {
  if (isDone) return;
  if (version !== KNOWN) {
    log.warn(
      { expected: KNOWN, found: version },
      `kafkajs is ${version}, but its idle spin was patched in ${KNOWN}: see kernel/event-bus/kafka-spin-patch.ts.`,
    );
    return;
  }
  const { prototype } = load('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
  isDone = true;
};

type Package = { version: string };
