import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, p50p99, perSecond, say } from './figures.ts';
import { startServer } from './server.ts';

const SEARCH = `query ($input: SearchGigsInput!) { searchGigs(input: $input, first: 24) { totalCount
  facets { categories { value count } sellerLevels { value count } }
  edges { sellerIsOnline ratingAverage ratingCount
    node { id slug title startingPrice { amount currencyCode } fastestDeliveryDays seller { username } } } } }`;
const words = ['podcast', 'logo', 'lyrics', 'leads', 'proofread', 'design', 'edit', 'voice'];

/** The storefront's search page over the demo marketplace. */
export const benchSearch = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chimera-bench-'));
  const server = await startServer({ DATA_DIR: folder, SEED: 'demo' });
  const search = (i: number) => server.ask(SEARCH, { input: { query: words[i % words.length] } });
  try {
    await load(500, 16, search);
    const busy = await load(3_000, 32, search);
    say('search page of 24, 32 at once', `${perSecond(3_000, busy.milliseconds)}/s, ${p50p99(busy.took)}`);
    const calm = await load(500, 1, search);
    say('search page of 24, one after another', p50p99(calm.took));
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
};
