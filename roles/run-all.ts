import { setTimeout as sleep } from 'node:timers/promises';
import type { SubgraphCall } from '../kernel/graphql/subgraph-call.ts';
import { hostService, type Ground, type Hosted, type Subgraph } from '../kernel/host.ts';
import { runService } from '../kernel/run-service.ts';
import { expectNoLostCommits } from './operations/lost-commits.ts';
import { announce } from './operations/running-builds.ts';
import { openFilling } from './filling.ts';
import { missingViews } from './readiness.ts';
import { withTimedCommands } from './command-metrics.ts';
import { runMeasuredWorker } from './measured-worker.ts';
import type { RunningWorker } from '../kernel/run-worker.ts';

export type Running = {
  /** How the gateway reaches each subgraph: by a function call. */
  calls: Record<string, SubgraphCall>;
  hosted: Record<string, Hosted>;
  workers: RunningWorker[];
  /** What is behind, by `service.follower`; empty when all that follows from every event has happened. */
  lag(): Promise<Record<string, number>>;
  /** Before the metrics are read. */
  measure(): Promise<unknown>;
  /** Views that have not reached yet what was there at the start. */
  missing(): Promise<string[]>;
  /** Resolves when nothing is behind; under a steady load it may never be so. */
  settled(): Promise<void>;
  /** Fires due timers and waits for all that follows, until no more is due. */
  fireTimers(): Promise<void>;
  close(): Promise<void>;
};

const notNow = { status: 503, headers: {}, body: {} };

/** Both heads of every service in this process. */
export const runAll = async (
  ground: Ground,
  subgraphs: Record<string, Subgraph>,
  gatewayKeys: Uint8Array[],
): Promise<Running> => {
  const hosted: Record<string, Hosted> = {};
  for (const [name, subgraph] of Object.entries(subgraphs))
    hosted[name] = withTimedCommands(await hostService(ground, subgraph));
  await Promise.all(Object.values(hosted).map(expectNoLostCommits));
  const announced = await Promise.all(Object.values(hosted).map((one) => announce(one)));
  const calls: Record<string, SubgraphCall> = {};
  const missing: (() => Promise<string[]>)[] = [];
  for (const [name, one] of Object.entries(hosted)) {
    const filling = await openFilling(one);
    const call = runService(one, gatewayKeys);
    calls[name] = async (request) => (filling.isDone() ? call(request) : notNow);
    missing.push(await missingViews(one, filling));
  }
  await Promise.all(missing.map((ask) => ask())); // what is empty has been filled
  const workers = await Promise.all(Object.values(hosted).map(runMeasuredWorker));

  const lag = async () => Object.assign({}, ...(await Promise.all(workers.map((worker) => worker.lag()))));
  const settled = async () => {
    for (let quiet = 0; quiet < 2;) {
      quiet = Object.keys(await lag()).length === 0 ? quiet + 1 : 0;
      await sleep(quiet ? 0 : 5);
    }
  };
  const fireTimers = async () => {
    for (let fired = 1; fired > 0;) {
      await settled();
      fired = 0;
      for (const worker of workers) fired += await worker.fireTimers();
    }
  };
  return {
    calls,
    hosted,
    workers,
    lag,
    measure: () => Promise.all(workers.map((worker) => worker.measure())),
    missing: async () => (await Promise.all(missing.map((ask) => ask()))).flat(),
    settled,
    fireTimers,
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all(announced.map((one) => one.close()));
      await ground.infrastructure.close();
    },
  };
};
