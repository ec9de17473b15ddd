import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { ManualClock } from '../../kernel/clock.ts';
import type { Subgraph } from '../../kernel/host.ts';
import { createIds } from '../../kernel/ids.ts';
import type { Infrastructure } from '../../kernel/infrastructure.ts';
import type { Projection } from '../../kernel/projection.ts';
import { runAll, type Running } from '../../roles/run-all.ts';
import { testLog } from '../marketplace.ts';
import { add, asking, open } from './toys/asking.ts';
import { sharedFolder, type Shared } from './toys/leaders.ts';
import { contentsOf } from './toys/running.ts';
import { countersSubgraph } from './toys/services.ts';

let shared: Shared;
const running: Running[] = [];
afterEach(async () => {
  for (const { workers } of running.splice(0)) await Promise.all(workers.map((one) => one.close()));
  await shared.infrastructure.close();
  await shared.discard();
});

/** The next build, in which the view of the counters is of another version. */
const nextBuild = (): Subgraph => {
  const { service, worker } = countersSubgraph;
  const counters = worker.projections['counters']! as Projection;
  const raised = { ...counters, version: counters.version + 1 };
  const aggregates = Object.fromEntries(
    Object.entries(service.aggregates).map(([name, aggregate]) => [
      name,
      aggregate.page?.view === counters.view ? { ...aggregate, page: raised } : aggregate,
    ]),
  );
  return {
    service: { ...service, aggregates, views: { ...service.views, counters: raised } },
    worker: { ...worker, projections: { ...worker.projections, counters: raised } },
  };
};

/** A process of its own; whoever claims a lease first has it. */
const start = async (counters: Subgraph, holders: Map<string, Infrastructure>) => {
  const infrastructure: Infrastructure = {
    ...shared.infrastructure,
    async storesOf(service) {
      const stores = await shared.infrastructure.storesOf(service);
      const leaseOf = (name: string) => ({
        async claim() {
          if (!holders.has(name)) holders.set(name, infrastructure);
          return holders.get(name) === infrastructure;
        },
        release: async () => {},
      });
      return { ...stores, leaseOf };
    },
  };
  const clock = new ManualClock('2026-01-15T12:00:00.000Z');
  const ground = { infrastructure, clock, ids: createIds(clock), log: testLog, build: 'test' };
  const started = await runAll({ ...ground, registry: new Registry() }, { counters }, [randomBytes(32)]);
  running.push(started);
  return started;
};

it('a next build fills its views beside the old one, which leads and goes on with its own', async () => {
  shared = await sharedFolder();
  const holders = new Map<string, Infrastructure>();
  const old = await start(countersSubgraph, holders);
  const ask = asking(old.hosted['counters']!.handleCommand);
  await ask(open('c1'));
  await ask(add('c1', 7));
  const next = await start(nextBuild(), holders);
  await next.settled();
  await ask(add('c1', 1));
  await Promise.all([old.settled(), next.settled()]);

  expect([old, next].map(({ workers }) => workers[0]!.isLeading())).toEqual([true, false]);
  const [before, after] = [old, next].map(({ hosted }) => hosted['counters']!.host.views['counters']!);
  expect(after!.name).not.toBe(before!.name);
  const [contents] = await contentsOf(after!);
  expect(contents).toMatchObject({ body: { total: 8 } });
  expect(await contentsOf(after!)).toEqual(await contentsOf(before!));
});
