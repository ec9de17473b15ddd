import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hosted } from '../../kernel/host.ts';
import { viewName } from '../../kernel/projection.ts';
import type { Row, Rows } from '../../kernel/row-store/row-store.ts';
import { viewsOf } from '../../kernel/run-views.ts';

/** A process that uses views of a service; `beats` goes up while it lives. */
export type Running = Row & { build: string; views: string[]; beats: number };

export const EVERY = 5_000;
/** Nobody who lives is silent for so long. */
export const OBSERVED = 3 * EVERY;

export type Announced = { close(): Promise<void> };

type Hosting = Pick<Hosted, 'service' | 'worker' | 'stores' | 'host' | 'ground'>;

/** Names of the views that this build declares for a service. */
export const declaredViews = ({ service, worker }: Pick<Hosted, 'service' | 'worker'>): string[] => {
  const views = [
    ...viewsOf({ service, worker }).map(({ projection }) => projection),
    ...Object.values(service.views),
  ];
  return [...new Set(views.map(viewName))];
};

/**
 * Tells others which views a process uses, until it closes: `views:drop` leaves those alone. No clock is compared
 * with another's: who wants to know watches whether the count goes up.
 */
export const announce = async (
  hosting: Hosting,
  views: string[] = declaredViews(hosting),
  every = EVERY,
): Promise<Announced> => {
  const { host } = hosting;
  const { build } = hosting.ground;
  const rows = await open(hosting);
  const id = randomUUID();
  let beats = 0;
  const beat = async () => {
    beats += 1;
    try {
      // Inserted again where it is gone: the store may have been restored, or this process taken for dead.
      if (!(await rows.update(id, (row) => ({ ...row, beats }))))
        await rows.insert({ id, build, views, beats });
    } catch (error) {
      host.log.warn({ error }, 'It could not be told that this build runs.');
    }
  };
  let beating = beat();
  await beating;
  const timer = setInterval(() => (beating = beat()), every).unref();
  return {
    async close() {
      clearInterval(timer);
      await beating;
      await rows
        .remove([id])
        .catch((error) => host.log.warn({ error }, 'It could not be told that this build has ended.'));
    },
  };
};

/** Watches for a while who lives; the rows of the others are of processes that were killed. */
export const observe = async (hostings: Hosting[], during = OBSERVED) => {
  const all = await Promise.all(hostings.map(open));
  const before = await Promise.all(all.map((rows) => rows.all()));
  await sleep(during);
  return Promise.all(all.map(async (rows, i) => sortedOut(before[i]!, await rows.all())));
};

const sortedOut = (before: Running[], after: Running[]) => {
  const beats = new Map(before.map((row) => [row.id, row.beats]));
  const isAlive = ({ id, beats: now }: Running) => beats.get(id) !== now; // who has come meanwhile, too
  return { alive: after.filter(isAlive), gone: after.filter((row) => !isAlive(row)) };
};

export const forgetGone = async (hosting: Hosting, gone: Running[]) =>
  (await open(hosting)).remove(gone.map(({ id }) => id));

const open = ({ stores }: Hosting): Promise<Rows<Running>> => stores.rows.open<Running>('running');
