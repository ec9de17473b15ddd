import { setTimeout as sleep } from 'node:timers/promises';
import { hostService, type Ground, type Hosted } from '../kernel/host.ts';
import { startPublisher } from '../kernel/publisher.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { log } from './log.ts';
import { openInProcess } from './in-process.ts';
import { lifeOf, live, wholeLife } from './lives.ts';
import { openMarket, type Market } from './market.ts';
import { createReplicator, type Replicating, type Replicator } from './replicas.ts';

const [SHOPS, BUYERS, LIVES] = [6, 10, 60];

export type Long = { hosted: Hosted; log: Replicator };
/** By service, so that the events of a topic are found. */
export type Logs = Record<string, Long>;

/** By real commands: a small marketplace and orders from the purchase to the reply to its rating. */
export const makeSomeLives = async (folder: string): Promise<Market> => {
  const inProcess = await openInProcess(folder);
  try {
    const market = await openMarket(inProcess.client, SHOPS, BUYERS);
    const lives = Array.from({ length: LIVES }, (_, i) => lifeOf(market, i));
    await live(inProcess, lives, wholeLife);
    return market;
  } finally {
    await inProcess.close();
  }
};

export const openLogs = async (ground: Ground, replicating: Replicating = {}): Promise<Logs> => {
  const logs: Logs = {};
  for (const [name, subgraph] of Object.entries(subgraphs)) {
    const hosted = await hostService(ground, subgraph);
    logs[name] = { hosted, log: await createReplicator(hosted.stores.eventStore, replicating) };
  }
  return logs;
};

/** All that has happened happens once more, to others. */
export const lengthen = async (logs: Logs) => {
  for (const { log } of Object.values(logs)) await log.replicate();
};

export const publish = async ({ stores, host, ground }: Hosted) => {
  const { bus } = ground.infrastructure;
  const publisher = startPublisher({ service: host.service, ...stores, bus, log });
  while ((await publisher.lag()) > 0) await sleep(20);
  await publisher.close();
};
