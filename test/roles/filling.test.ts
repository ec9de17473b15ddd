import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { viewName } from '../../kernel/projection.ts';
import { hostService, type Ground, type Hosted } from '../../kernel/host.ts';
import { runWorker, type RunningWorker } from '../../kernel/run-worker.ts';
import { openFilling } from '../../roles/filling.ts';
import { dropView } from '../../roles/operations/unused-views.ts';
import { missingViews } from '../../roles/readiness.ts';
import { until } from '../contracts/places.ts';
import { asking, open } from '../kernel/toys/asking.ts';
import { counters as counterView } from '../kernel/toys/counters.ts';
import { openGround } from '../kernel/toys/running.ts';
import { countersSubgraph } from '../kernel/toys/services.ts';

let ground: Ground;
let counters: Hosted;
const workers: RunningWorker[] = [];
beforeEach(async () => {
  ground = await openGround();
  counters = await hostService(ground, countersSubgraph);
  await asking(counters.handleCommand)(open('c1'));
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close();
  await ground.infrastructure.close();
});

const fill = async () => {
  const filling = await openFilling(counters);
  const missing = await missingViews(counters, filling);
  await missing();
  expect(filling.isDone()).toBe(false);
  const worker = await runWorker(counters);
  workers.push(worker);
  await until(async () => (await missing()).length === 0);
  return filling;
};

it('a service answers from no view that was never filled', async () => {
  expect((await fill()).isDone()).toBe(true);
});

it('one that was filled once may lag, whoever else starts', async () => {
  await fill();
  await workers.pop()!.close();
  await asking(counters.handleCommand)(open('c2'));
  expect((await openFilling(counters)).isDone()).toBe(true);
});

it('one that was dropped is to be filled again', async () => {
  await fill();
  await workers.pop()!.close();
  await dropView(counters, viewName(counterView));
  expect((await openFilling(counters)).isDone()).toBe(false);
});
