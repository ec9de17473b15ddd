import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES } from '../checker/ledger.ts';
import { oneOf, type Fault } from '../harness/world.ts';

/** F13: each second a worker comes or goes, and with it all partitions move. */
export const rebalances: Fault = {
  name: 'F13 rebalances',
  weight: 1,
  async run({ site, supervisor, random, isLong }) {
    const service = oneOf(random, SERVICES);
    const names = [1, 2].map((n) => `${service}.worker-extra-${n}`);
    for (const name of names) supervisor.add(await site.newRole!(`${service}.worker`, name));
    const end = performance.now() + (isLong ? 30_000 : 6_000);
    for (let i = 0; performance.now() < end; i += 1) {
      const name = names[i % 2]!;
      if (supervisor.isRunning(name)) await (random() < 0.5 ? supervisor.stop(name) : leave(name));
      else supervisor.launch(name);
      await sleep(1_000);
    }
    for (const name of names) await supervisor.remove(name);

    async function leave(name: string) {
      await supervisor.kill(name, { returns: false });
    }
  },
};
