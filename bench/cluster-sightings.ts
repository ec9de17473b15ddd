import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MongoClient } from 'mongodb';
import { topicOf } from '../kernel/publisher.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { openProductionLedger } from '../test/faults/checker/production-ledger.ts';
import type { Ledger } from '../test/faults/checker/ledger.ts';
import { currentServers } from './infrastructure.ts';
import { createSightings, sightingsOf, type Sighting, type Sightings } from './sightings.ts';
import type { Noted } from './watching.ts';

const WATCHING = pathToFileURL(join(import.meta.dirname, 'watching.ts'));

/** In the environment of a role whose writes are to be noted in a folder. */
export const watchedIn = (folder: string) => ({
  NODE_OPTIONS: `--import ${WATCHING}`,
  BENCH_SIGHTINGS: folder,
});

/** Of all events that were appended since an instant, when the last view that they concern showed them. */
export const clusterSightings = async (folder: string, since: number): Promise<Sighting[]> => {
  const { MONGODB_URL, KAFKA_BROKERS, NAMESPACE: namespace } = currentServers();
  const mongo = await new MongoClient(MONGODB_URL).connect();
  const ledger = openProductionLedger({ mongo, brokers: KAFKA_BROKERS.split(','), namespace });
  try {
    const { appends, stored } = readNotes(folder, `${namespace}-`);
    const sightings = { ...createSightings(), stored };
    for (const service of Object.keys(subgraphs))
      await addEvents(sightings, { ledger, service, appends, since });
    return sightingsOf(sightings, Object.values(subgraphs));
  } finally {
    await mongo.close();
  }
};

type Adding = { ledger: Ledger; service: string; appends: Map<string, number>; since: number };

/** Where events stand in the log and on the bus is asked of the stores afterwards. */
const addEvents = async ({ appended, sources }: Sightings, { ledger, service, appends, since }: Adding) => {
  for (const { commandId, events } of await ledger.commits(service)) {
    const at = appends.get(commandId);
    if (at !== undefined && at >= since) appended.push(...events.map((event) => ({ service, event, at })));
  }
  const topic = topicOf(service);
  for (const { key, partition } of await ledger.messages(service))
    sources.set(`${topic} ${key}`, `${service}/${partition}`);
};

const readNotes = (folder: string, prefix: string) => {
  const appends = new Map<string, number>();
  const stored: Sightings['stored'] = new Map();
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const lines = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  for (const line of lines.filter(Boolean)) {
    const noted = JSON.parse(line) as Noted;
    const { at } = noted;
    if ('commandId' in noted) appends.set(noted.commandId, at);
    else
      for (const { id, applied } of noted.stored)
        for (const [source, position] of Object.entries(applied)) {
          const key = `${noted.view.slice(prefix.length)} ${id} ${source}`;
          if (!stored.has(key)) stored.set(key, []);
          stored.get(key)!.push({ position, at });
        }
  }
  for (const times of stored.values()) times.sort((a, b) => a.at - b.at);
  return { appends, stored };
};
