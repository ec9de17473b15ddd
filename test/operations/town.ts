import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { Registry } from 'prom-client';
import { ManualClock } from '../../kernel/clock.ts';
import { UnavailableError } from '../../kernel/domain-error.ts';
import type { Commit } from '../../kernel/event-store/event-store.ts';
import { hostService, type Ground, type Hosted, type Subgraph } from '../../kernel/host.ts';
import { createIds } from '../../kernel/ids.ts';
import { topicOf } from '../../kernel/publisher.ts';
import type { Reaction } from '../../kernel/chimera.ts';
import { commitsOf } from '../../roles/operations/commits.ts';
import { eventsOn } from '../../roles/operations/topic.ts';
import { replayableViews, replayView } from '../../roles/rebuild.ts';
import { runAll, type Running } from '../../roles/run-all.ts';
import { silent } from '../kafka/places.ts';
import { range } from '../contracts/places.ts';
import { add, asking, open } from '../kernel/toys/asking.ts';
import type { CounterEvent } from '../kernel/toys/counters.ts';
import { boardsOf, countersSubgraph, type Greet } from '../kernel/toys/services.ts';
import type { Site } from './site.ts';

const greet: Reaction<CounterEvent, Greet> = {
  since: '2026-01-01T00:00:00.000Z',
  on: {
    CounterOpened: ({ stream, data: { boardId } }, { send }) =>
      send({ type: 'Greet', data: { boardId, counterId: stream } }),
  },
};

/** Counters, and boards that follow and greet them. */
export const town: Record<string, Subgraph> = { counters: countersSubgraph, boards: boardsOf({ greet }) };

export const groundOn = async (site: Site): Promise<Ground> => {
  const clock = new ManualClock('2026-01-15T12:00:00.000Z');
  const infrastructure = await site.open();
  return {
    infrastructure,
    clock,
    ids: createIds(clock),
    log: silent,
    registry: new Registry(),
    build: 'test',
  };
};

export type Town = Running & { ask: ReturnType<typeof asking> };

/**
 * Both heads of the toy services, which wait for their servers as roles do; rejects, and leaves nothing open, where
 * one refuses to start.
 */
export const startTown = async (site: Site, subgraphs = town, patience = 5): Promise<Town> => {
  const ground = await groundOn(site);
  try {
    const running = await runAll(ground, subgraphs, [randomBytes(32)]);
    return { ...running, ask: asking(running.hosted['counters']!.handleCommand) };
  } catch (error) {
    await ground.infrastructure.close();
    if (!(error instanceof UnavailableError) || patience === 0) throw error;
    return startTown(site, subgraphs, patience - 1);
  }
};

/** Work on the stores while nothing else runs, as an operator's command does it. */
export const operate = async <T>(
  site: Site,
  work: (hosted: Record<string, Hosted>) => Promise<T>,
  subgraphs = town,
): Promise<T> => {
  const ground = await groundOn(site);
  try {
    const hosted: Record<string, Hosted> = {};
    for (const [name, subgraph] of Object.entries(subgraphs))
      hosted[name] = await hostService(ground, subgraph);
    return await work(hosted);
  } finally {
    await ground.infrastructure.close();
  }
};

/** Counters from one number to another on three boards, each counted up twice; the request's key is the counter's. */
export const work = async ({ ask, settled }: Pick<Town, 'ask' | 'settled'>, from: number, to: number) => {
  for (const i of range(to - from).map((at) => from + at)) {
    await ask(open(`c${i}`, `b${i % 3}`), { commandId: `open-${i}` });
    await ask(add(`c${i}`, 1, i + 1), { commandId: `add-${i}` });
  }
  await settled();
};

export const logOf = async ({ stores }: Hosted): Promise<Commit[]> =>
  stores.eventStore.readCommits(0, 100_000);

export const topicCommits = async ({ host }: Hosted): Promise<Commit[]> => {
  const commits: Commit[] = [];
  for await (const commit of commitsOf(eventsOn(host.bus, topicOf(host.service)))) commits.push(commit);
  return commits;
};

/** The log is what its topic holds, and every view equals its replay. */
export const expectSound = async ({ hosted, settled }: Town) => {
  await settled();
  for (const one of Object.values(hosted)) {
    expect(await topicCommits(one)).toEqual(await logOf(one));
    for (const fed of replayableViews(one))
      expect(await replayView(one, fed)).toMatchObject({ differing: [], replaced: true });
  }
};

/** What boards know of all counters: one greeting each, and each amount once. */
export const expectBoards = async ({ hosted }: Town, counters: number) => {
  const { views, eventStore } = hosted['boards']!.host;
  const boards = (await views['boards']!.get(['b0', 'b1', 'b2'])) as unknown as {
    counters: number;
    total: number;
  }[];
  const sum = (field: 'counters' | 'total') => boards.reduce((total, board) => total + board[field], 0);
  expect(sum('counters')).toBe(counters);
  expect(sum('total')).toBe(range(counters).reduce((total, i) => total + 1 + i + 1, 0));
  expect(await eventStore.readAll(0, 10_000)).toHaveLength(counters);
};
