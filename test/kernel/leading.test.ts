import { afterEach, expect, it } from '@jest/globals';
import { UnavailableError } from '../../kernel/domain-error.ts';
import type { Infrastructure, Lease } from '../../kernel/infrastructure.ts';
import { until } from '../contracts/places.ts';
import { add, keepLog, open } from './toys/asking.ts';
import { runToys, withStores, type Toys } from './toys/running.ts';

let toys: Toys | undefined;
let reads = 0;
let timersFail = 0;
let holds = true;
let unnumbered = 0;
afterEach(async () => {
  await toys?.close();
  [toys, reads, timersFail, holds, unnumbered] = [undefined, 0, 0, true, 0];
});

const lease: Lease = { claim: async () => holds, release: async () => {} };

/** Counts the reads of the counters' log; the view of the timers cannot be opened as often as the test says. */
const wrap = (infrastructure: Infrastructure) =>
  withStores(infrastructure, 'counters', (stores) => ({
    ...stores,
    leaseOf: () => lease,
    eventStore: {
      ...stores.eventStore,
      sequence: async () => 0, // none of them can have one
      unnumbered: async () => unnumbered,
      readAll: (...asked) => ((reads += 1), stores.eventStore.readAll(...asked)),
    },
    viewStore: {
      ...stores.viewStore,
      open(definition) {
        const fails = definition.name.startsWith('timers') && (timersFail -= 1) >= 0;
        return fails ? Promise.reject(new UnavailableError('down')) : stores.viewStore.open(definition);
      },
    },
  }));
const run = async () => (toys = await runToys({ wrap, log: keepLog().log }));
const isLeading = () => toys!.workers[0]!.isLeading();
const totalOf = async (id: string) => {
  const [counter] = await toys!.hosted['counters']!.host.views['counters']!.get([id]);
  return (counter as { total?: number } | null)?.total;
};

it('what could not be opened runs not even in part, and runs whole once it can', async () => {
  timersFail = 2;
  const { ask } = await run();
  await ask(open('c1'));
  await ask(add('c1', 7));
  expect([isLeading(), reads]).toEqual([false, 0]);
  await until(isLeading);
  await toys!.settled();
  expect(await totalOf('c1')).toBe(7);
});

it('a worker that has lost the lease follows nothing, and goes on where it was when it has it again', async () => {
  const { ask, settled } = await run();
  await ask(open('c1'));
  await settled();
  holds = false;
  await until(() => !isLeading());
  await until(async () => {
    // what was in hand is done
    const before = reads;
    await new Promise((resolve) => setTimeout(resolve, 250));
    return reads === before;
  });
  await ask(add('c1', 1));
  expect([await totalOf('c1'), await toys!.lag()]).toEqual([undefined, {}]); // it reports what it runs
  holds = true;
  await until(isLeading);
  await settled();
  expect(await totalOf('c1')).toBe(1);
});

it('commits that wait for their number are behind, although no follower can see them yet', async () => {
  await run();
  unnumbered = 2;
  expect(await toys!.lag()).toEqual({ 'counters.numbering': 2 });
  unnumbered = 0;
  expect(await toys!.lag()).toEqual({});
});
