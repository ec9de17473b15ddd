import { figuresOf, load, p50p99, perSecond, say, sayLoad } from './figures.ts';
import { inFolder } from './folder.ts';
import { lifeOf, place } from './lives.ts';
import { openMarket } from './market.ts';
import { startServer } from './server.ts';

const [WARM, MANY, SINGLE] = [300, 3_000, 500];
/** Nobody's queue of 100 gets full. */
const SELLERS = 60;

/** `placeOrder` through the gateway of a process of its own: as fast as it goes, then one after another. */
export const benchCommands = () =>
  inFolder(async (folder) => {
    const server = await startServer({ DATA_DIR: folder, SEED: 'none' });
    try {
      const market = await openMarket(server, SELLERS, 20);
      const one = (i: number) => place(server, lifeOf(market, i));
      await load(WARM, 16, one);
      await server.settled();
      const started = performance.now();
      const many = await load(MANY, 32, one);
      sayLoad('placeOrder, 32 at once', { what: 'commands', key: 'place_order' }, many);
      await server.settled();
      const all = perSecond(MANY, performance.now() - started);
      say('  with all that follows from each', `${all} commands/s`, { place_order_settled_per_second: all });
      const single = await load(SINGLE, 1, one);
      say('placeOrder, one after another', p50p99(single.took), figuresOf('place_order_single', single.took));
    } finally {
      await server.close();
    }
  });
