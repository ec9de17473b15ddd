import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, p50p99, perSecond, say } from './figures.ts';
import { openMarket, placeOrder } from './market.ts';
import { startServer } from './server.ts';

/** `placeOrder` through the gateway of a process of its own: as fast as it goes, then one after another. */
export const benchCommands = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chimera-bench-'));
  const server = await startServer({ DATA_DIR: folder, SEED: 'none' });
  try {
    const market = await openMarket(server, 60, 20);
    await load(300, 16, (i) => placeOrder(server, market, i, 'warm'));
    const many = await load(3_000, 32, (i) => placeOrder(server, market, i, 'many'));
    say('placeOrder, 32 at once', `${perSecond(3_000, many.milliseconds)}/s, ${p50p99(many.took)}`);
    const single = await load(500, 1, (i) => placeOrder(server, market, i, 'single'));
    say('placeOrder, one after another', `${perSecond(500, single.milliseconds)}/s, ${p50p99(single.took)}`);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
};
