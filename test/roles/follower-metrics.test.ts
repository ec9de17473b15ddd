import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { Reaction } from '../../kernel/chimera.ts';
import { ManualClock } from '../../kernel/clock.ts';
import { UnavailableError } from '../../kernel/domain-error.ts';
import type { Asked } from '../../kernel/messages.ts';
import { until } from '../contracts/places.ts';
import { add, keepLog, open } from '../kernel/toys/asking.ts';
import { BREAKS, type CounterCommand, type CounterEvent } from '../kernel/toys/counters.ts';
import { runToys, type Toys } from '../kernel/toys/running.ts';
import { boardsOf, countersSubgraph, type Greet } from '../kernel/toys/services.ts';
import { followerMeters } from '../../roles/follower-meters.ts';
import { measured } from '../../roles/store-metrics.ts';
import { valueIn, valuesBy } from './values.ts';

const START = '2026-01-15T12:00:00.000Z';
let toys: Toys;
let clock: ManualClock;
let registry: Registry;
let failure: Error | undefined;
let busFails: boolean;

/** A reaction of each service, to the own log and to the bus, that fails while the test says so. */
const watch: Reaction<CounterEvent, Greet> = {
  since: '2026-01-01T00:00:00.000Z',
  on: {
    async Added() {
      if (failure) throw failure;
    },
  },
};
const subgraphs = {
  counters: {
    ...countersSubgraph,
    worker: { ...countersSubgraph.worker, reactions: { watch: watch as unknown as Reaction } },
  },
  boards: boardsOf({ watch }),
};

beforeEach(async () => {
  [clock, registry, failure, busFails] = [new ManualClock(START), new Registry(), undefined, false];
  toys = await runToys({
    ...{ clock, subgraphs, log: keepLog().log },
    wrap: (infrastructure) => {
      const { bus, ...rest } = measured(infrastructure, registry);
      const offsets: typeof bus.offsets = (...asked) =>
        busFails ? Promise.reject(new UnavailableError('Kafka is away.')) : bus.offsets(...asked);
      return { ...rest, bus: { ...bus, offsets } };
    },
  });
});
afterEach(() => toys.close());

const measure = async () => {
  await toys.measure();
  return toys.hosted['counters']!.ground.registry;
};
const told = async (name: string, service: string) =>
  valuesBy(await measure(), `chimera_${name}`, 'follower', { service });

let count = 0;
const ask = (asked: Asked<CounterCommand>) =>
  toys.hosted['counters']!.handleCommand(
    { ...asked, by: { kind: 'user', id: 'usr_1' }, at: clock.now().toISOString() },
    { commandId: `command-${(count += 1)}`, requestHash: 'same', correlationId: 'req_1' },
  );

/** Leaves both reactions behind, and nothing else. */
const addInVain = async () => {
  failure = new UnavailableError('busy');
  await ask(add('c1', 1));
  const stuck = ['boards.reaction.watch', 'counters.reaction.watch'];
  await until(
    async () =>
      Object.keys(await toys.lag())
        .sort()
        .join() === stuck.join(),
  );
};

describe('how far each follower is behind', () => {
  it('is nothing when all is done', async () => {
    await ask(open('c1'));
    await toys.settled();
    clock.advance(90_000);
    const counters = { counters: 0, timers: 0, 'reaction.watch': 0, publisher: 0 };
    const boards = { 'boards.bus': 0, 'reaction.watch': 0, publisher: 0 };
    for (const name of ['lag', 'lag_seconds', 'retries_total']) {
      expect([name, await told(name, 'counters')]).toEqual([name, counters]);
      expect([name, await told(name, 'boards')]).toEqual([name, boards]);
    }
  });

  it('is the age of the oldest event of the log that waits', async () => {
    await ask(open('c1'));
    await toys.settled();
    clock.advance(10_000);
    await addInVain();
    clock.advance(30_000);
    await addInVain();
    clock.advance(60_000);
    await until(async () => (await told('retries_total', 'counters'))['reaction.watch']! >= 2);
    expect(await told('lag', 'counters')).toMatchObject({ 'reaction.watch': 2_000, publisher: 0 });
    expect(await told('lag_seconds', 'counters')).toMatchObject({ 'reaction.watch': 90, publisher: 0 });
    failure = undefined;
    await toys.settled();
    expect(await told('lag_seconds', 'counters')).toMatchObject({ 'reaction.watch': 0 });
  });

  it('is for a follower of the bus counted from the last event that it handled', async () => {
    await ask(open('c1'));
    await toys.settled();
    clock.advance(10_000);
    await addInVain();
    clock.advance(90_000);
    await until(async () => (await told('retries_total', 'boards'))['reaction.watch']! >= 2);
    expect(await told('lag', 'boards')).toMatchObject({ 'reaction.watch': 1 });
    expect(await told('lag_seconds', 'boards')).toMatchObject({ 'reaction.watch': 100, 'boards.bus': 0 });
  });

  it('but not from before it was seen to have handled all', async () => {
    await ask(open('c1'));
    await toys.settled();
    clock.advance(86_400_000);
    await measure();
    clock.advance(1_000);
    await addInVain();
    clock.advance(60_000);
    expect(await told('lag_seconds', 'boards')).toMatchObject({ 'reaction.watch': 61 });
  });

  it('is not told where a server cannot be asked; all else is', async () => {
    await measure();
    busFails = true;
    await expect(toys.measure()).rejects.toThrow('Kafka is away.');
    const { registry } = toys.hosted['boards']!.ground;
    const lags = await valuesBy(registry, 'chimera_lag', 'follower', { service: 'boards' });
    expect(lags).toEqual({ publisher: 0 });
    const unmeasured = () => valueIn(registry, 'chimera_unmeasured', { service: 'boards' });
    expect(await unmeasured()).toBeGreaterThan(0);
    busFails = false;
    await measure();
    expect(await unmeasured()).toBe(0);
  });

  it('is told by the process where it runs alone', async () => {
    const own = new Registry();
    const meters = followerMeters(own, 'things');
    for (const name of ['publisher', 'boards.bus']) meters.tell(name, { behind: 5, seconds: 1, retries: 1 });
    meters.keepOnly(['boards.bus']);
    expect(await valuesBy(own, 'chimera_lag', 'follower')).toEqual({ 'boards.bus': 5 });
    expect(await valuesBy(own, 'chimera_lag_seconds', 'follower')).toEqual({ 'boards.bus': 1 });
  });
});

it('what is parked is counted by reaction, and no more once it is done', async () => {
  const parked = async () => valuesBy(await measure(), 'chimera_parked', 'reaction', { service: 'boards' });
  expect(await parked()).toEqual({ watch: 0 });
  failure = new TypeError('a bug');
  await ask(open('c1'));
  await ask(add('c1', 1, 2));
  await toys.settled();
  expect(await parked()).toEqual({ watch: 2 });
  const rows = toys.hosted['boards']!.parked;
  await rows.remove((await rows.all()).map(({ id }) => id));
  expect(await parked()).toEqual({ watch: 0 });
});

it('a document that breaks is counted once', async () => {
  for (const id of ['c1', 'c2']) await ask(open(id));
  await ask(add('c1', BREAKS));
  await toys.settled();
  for (const id of ['c1', 'c2']) await ask(add(id, 1));
  await toys.settled();
  const broken = await valuesBy(registry, 'chimera_broken_documents_total', 'view', { service: 'counters' });
  expect(broken).toEqual({ [toys.hosted['counters']!.host.views['counters']!.name]: 1 });
  expect(await valueIn(registry, 'chimera_broken_documents_total', { service: 'boards' })).toBeUndefined();
});
