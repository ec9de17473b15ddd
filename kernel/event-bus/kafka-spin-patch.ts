import { createRequire } from 'node:module';
import type { Logger } from '../logger.ts';

const KNOWN = '2.2.4';
const load = createRequire(import.meta.url);
let isDone = false;

type RequestQueue = { pending: unknown[]; scheduleCheckPendingRequests(): void };
type Runner = { running: boolean; fetch(nodeId: string): Promise<unknown[]> };

/** Two loops of kafkajs 2.2.4 that turn without end. */
export const stopSpins = (log: Logger, version = (load('kafkajs/package.json') as Package).version) => {
  if (isDone) return;
  if (version !== KNOWN) {
    log.warn(
      { expected: KNOWN, found: version },
      `kafkajs is ${version}, but its spins were patched in ${KNOWN}: see kernel/event-bus/kafka-spin-patch.ts.`,
    );
    return;
  }
  stopIdleSpin(load('kafkajs/src/network/requestQueue').prototype);
  stopStoppedSpin(load('kafkajs/src/consumer/runner').prototype);
  isDone = true;
};

/**
 * Every connection looks each millisecond for requests to send, for ever, though there are none: 7 % of a core in an
 * idle process. Each request that has to wait sets the timer itself.
 */
const stopIdleSpin = (queue: RequestQueue) => {
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
};

/**
 * A consumer that is stopped while it learns of other brokers fetches on: it is given nothing, at once, and the
 * process does nothing else any more, since no timer has its turn. With an error it ends.
 */
const stopStoppedSpin = (runner: Runner) => {
  const { fetch } = runner;
  runner.fetch = function (this: Runner, nodeId) {
    return this.running ? fetch.call(this, nodeId) : Promise.reject(new Error('This consumer was stopped.'));
  };
};

type Package = { version: string };
