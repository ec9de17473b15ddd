import type { Client } from './client.ts';
import { createCounter } from './counting.ts';
import { load, say } from './figures.ts';
import { inFolder } from './folder.ts';
import { openInProcess, type InProcess } from './in-process.ts';
import { brief, live, place, say as write, wholeLife, type Life } from './lives.ts';
import { gigInput, openMarket, type Shop } from './market.ts';
import * as pages from './pages.ts';

const [FEW, MANY] = [5, 50];

/** `items`: how to find in the answer the list that grows. */
type Page = { name: string; query: string; token?: string; variables?: object; items: string };

/** How often a page reads a store, with few items and with many: the same, or the run fails. */
export const benchReads = () =>
  inFolder(async (folder) => {
    const counter = createCounter();
    const inProcess = await openInProcess(folder, counter.watch);
    try {
      for (const page of await openPages(inProcess)) {
        const [few, many] = [await readsOf(FEW, page), await readsOf(MANY, page)];
        const grows = many > few ? '  GROWS with its items' : '';
        if (grows) process.exitCode = 1;
        const key = page.name.replaceAll(/\W+/g, '_');
        const figures = { [`reads_${key}_${FEW}`]: few, [`reads_${key}_${MANY}`]: many };
        say(`reads: ${page.name}`, `${few} reads for ${FEW}, ${many} for ${MANY}${grows}`, figures);
      }
    } finally {
      await inProcess.close();
    }

    async function readsOf(first: number, { name, query, token, variables, items }: Page) {
      const ask = () => inProcess.client.ask<object>(query, { ...variables, first }, token);
      const found = itemsOf(await ask(), items);
      if (found !== first) throw new Error(`Expected ${first} items on the page ${name}, got ${found}.`);
      return counter.during(ask);
    }
  });

/** Items behind a path of fields. */
const itemsOf = (answer: object, path: string) =>
  path.split('.').reduce<unknown>((at, field) => Reflect.get(at as object, field), answer) as number;

/** A marketplace where each page has many items, each with another gig or member behind it. */
const openPages = async (inProcess: InProcess): Promise<Page[]> => {
  const { client, settled } = inProcess;
  const { shops, buyers } = await openMarket(client, MANY + 1, 1);
  const [star, ...others] = shops as [Shop, ...Shop[]];
  const buyer = buyers[0]!;
  const sold = others.map(({ token }): Life => ({ shop: star, buyer: token }));
  const selling = others.map(({ token }): Life => ({ shop: star, buyer: token }));
  const bought = others.map((shop): Life => ({ shop, buyer }));
  await live(inProcess, sold, wholeLife);
  await live(inProcess, [...selling, ...bought], [place, brief]);
  await load(MANY, 1, () => write(client, selling[0]!));
  await draftGigs(client, star);
  await settled();
  return pagesOf(star, buyer, selling[0]!);
};

const draftGigs = ({ mutate }: Client, { token }: Shop) =>
  load(MANY, 8, () => mutate(token, ['createGig', gigInput, 'gig { id }']));

const pagesOf = ({ gigId: id, username, token }: Shop, buyer: string, { orderId }: Life): Page[] => [
  { name: 'search', query: pages.search, items: 'searchGigs.edges.length' },
  { name: 'gig page', query: pages.gigPage, variables: { id }, items: 'gig.ratings.nodes.length' },
  {
    name: 'order page',
    query: pages.orderPage,
    token,
    variables: { id: orderId },
    items: 'order.messages.nodes.length',
  },
  {
    name: 'seller dashboard',
    query: pages.sellerDashboard,
    token,
    items: 'viewer.orders.nodes.length',
  },
  { name: "buyer's orders", query: pages.buyersOrders, token: buyer, items: 'viewer.orders.nodes.length' },
  {
    name: 'ratings list',
    query: pages.ratingsList,
    variables: { username },
    items: 'user.ratingsReceived.nodes.length',
  },
];
