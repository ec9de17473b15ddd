import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { hostService, type Ground, type Hosted } from '../../kernel/host.ts';
import type { Infrastructure } from '../../kernel/infrastructure.ts';
import { runWorker, type RunningWorker } from '../../kernel/run-worker.ts';
import { missingViews } from '../../roles/readiness.ts';
import { until } from '../contracts/places.ts';
import { add, asking, open } from '../kernel/toys/asking.ts';
import { openGround } from '../kernel/toys/running.ts';
import { boardsOf, countersSubgraph } from '../kernel/toys/services.ts';

let ground: Ground;
let [counters, boards]: Hosted[] = [];
let workers: RunningWorker[];
let isBusDown: boolean;
let asked: number;
beforeEach(async () => {
  [isBusDown, asked, workers] = [false, 0, []];
  ground = await openGround({ wrap: withFailingOffsets });
  [counters, boards] = [await hostService(ground, countersSubgraph), await hostService(ground, boardsOf())];
});
afterEach(async () => {
  for (const worker of workers) await worker.close();
  await ground.infrastructure.close();
});

const withFailingOffsets = (infrastructure: Infrastructure): Infrastructure => {
  const { bus } = infrastructure;
  const offsets: typeof bus.offsets = async (...of) => {
    asked += 1;
    if (isBusDown) throw new UnavailableError('Kafka did not answer.');
    return bus.offsets(...of);
  };
  return { ...infrastructure, bus: { ...bus, offsets } };
};
const startWorker = async (hosted: Hosted) => void workers.push(await runWorker(hosted));

it('a head without a worker is ready when another process has filled its views', async () => {
  const ask = asking(counters!.handleCommand);
  await ask(open('c1'));
  const ownMissing = await missingViews(counters!);
  expect(await ownMissing()).toEqual(['counters.counters', 'counters.timers']);

  await startWorker(counters!);
  await until(async () => (await ownMissing()).length === 0);
  await until(async () => Object.keys(await workers[0]!.lag()).length === 0);
  const missing = await missingViews(boards!);
  expect(await missing()).toEqual(['boards.boards']);
  await startWorker(boards!);
  await until(async () => (await missing()).length === 0);
});

it('what came after the start keeps nobody waiting, and what was reached is not asked again', async () => {
  const missing = await missingViews(boards!);
  expect(await missing()).toEqual([]);
  await startWorker(counters!);
  const ask = asking(counters!.handleCommand);
  await ask(open('c1'));
  await ask(add('c1', 1));
  await until(async () => Object.keys(await workers[0]!.lag()).length === 0);
  const before = asked;
  expect([await missing(), asked - before]).toEqual([[], 0]);
});

it('says which server does not answer, and is ready once it does', async () => {
  const missing = await missingViews(boards!);
  isBusDown = true;
  expect(await missing()).toEqual(['boards.boards: Kafka did not answer.']);
  isBusDown = false;
  expect(await missing()).toEqual([]);
});
