import type { MongoClient } from 'mongodb';

const EVERY = 1_000;
const BEATS = ['serverHeartbeatStarted', 'serverHeartbeatSucceeded', 'serverHeartbeatFailed'] as const;

/** `patience`: seconds. The monitor must be heard of far more often than that. */
export type Watching = { client: MongoClient; patience: number; onStuck(address: string): void };

/**
 * The driver's monitor of a server may wait for ever for the answer to a check whose connection is closed (7.9.0,
 * where bytes came that are no answer): then the server is never found again. One that is silent for so long is
 * told of, once. Counts ticks and not time: a process that stood still has missed nothing.
 */
export const watchMonitors = ({ client, patience, onStuck }: Watching) => {
  const silent = new Map<string, number>();
  const heard = ({ connectionId }: { connectionId: string }) => void silent.set(connectionId, 0);
  for (const beat of BEATS) client.on(beat, heard);
  client.on('serverClosed', ({ address }) => silent.delete(address));
  const timer = setInterval(() => {
    for (const [address, ticks] of silent) {
      silent.set(address, ticks + 1);
      if (ticks + 1 !== patience) continue;
      silent.delete(address);
      onStuck(address);
    }
  }, EVERY);
  timer.unref();
  return { close: () => clearInterval(timer) };
};
