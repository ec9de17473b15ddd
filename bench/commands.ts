import { figuresOf, load, p50p99, perSecond, say } from './figures.ts';
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
      const { took, milliseconds } = await load(MANY, 32, one);
      const rate = perSecond(MANY, milliseconds);
      say('placeOrder, 32 at once', `${rate} commands/s, ${p50p99(took)}`, {
        place_order_per_second: rate,
        ...figuresOf('place_order', took),
      });
      await server.settled();
      const all = perSecond(MANY, performance.now() - started);
      say('  with all that follows from each', `${all} commands/s`, { place_order_settled_per_second: all });
      const single = await load(SINGLE, 1, one);
      say('placeOrder, one after another', p50p99(single.took), figuresOf('place_order_single', single.took));
    } finally {
      await server.close();
    }
  });
