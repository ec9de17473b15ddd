import type { Client } from './client.ts';
import { figuresOf, goal, load, p50p99, say, sayLoad } from './figures.ts';
import { inFolder } from './folder.ts';
import { startServer, type Server } from './server.ts';

const SEARCH = `query ($input: SearchGigsInput!) { searchGigs(input: $input, first: 24) { totalCount
  facets { categories { value count } sellerLevels { value count } }
  edges { sellerIsOnline ratingAverage ratingCount
    node { id slug title startingPrice { amount currencyCode } fastestDeliveryDays seller { username } } } } }`;
const words = ['podcast', 'logo', 'lyrics', 'leads', 'proofread', 'design', 'edit', 'voice'];

const [WARM, MANY, SINGLE] = [500, 3_000, 500];
const MOST_MEGABYTES = 300;
const LATEST_READY = 2_000;

/** The storefront's search page over the demo marketplace, and what its process needs. */
export const benchSearch = () =>
  inFolder(async (folder) => {
    const env = { DATA_DIR: folder, SEED: 'demo' } as const;
    const first = await startServer(env);
    try {
      sayMemory('after the first start', first);
    } finally {
      await first.close();
    }
    const server = await startServer(env);
    try {
      const { readyAfter } = server;
      const missed = goal(readyAfter < LATEST_READY, `< ${LATEST_READY} ms`);
      const figures = { second_start_ready_ms: readyAfter };
      say('second start to ready', `${Math.round(readyAfter)} ms${missed}`, figures);
      await searchAndAgain(server);
      sayMemory('after the search load', server);
    } finally {
      await server.close();
    }
  });

const searchAndAgain = async ({ ask }: Client) => {
  const search = (i: number) => ask(SEARCH, { input: { query: words[i % words.length] } });
  await load(WARM, 16, search);
  const many = await load(MANY, 32, search);
  sayLoad('search page of 24, 32 at once', { what: 'requests', key: 'search' }, many);
  const single = await load(SINGLE, 1, search);
  say('search page of 24, one after another', p50p99(single.took), figuresOf('search_single', single.took));
};

const sayMemory = (when: string, server: Server) => {
  const megabytes = server.residentMegabytes();
  const missed = goal(megabytes < MOST_MEGABYTES, `< ${MOST_MEGABYTES} MB`);
  const figures = { [`rss_${when.replaceAll(' ', '_')}_mb`]: megabytes };
  say(`memory ${when}`, `${Math.round(megabytes)} MB${missed}`, figures);
};
