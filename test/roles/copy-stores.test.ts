import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openSqlite, type Stores } from '../../kernel/infrastructure.ts';
import { copyStores, openSource } from '../../roles/copy-stores.ts';
import { subgraphs } from '../../subgraphs/subgraphs.ts';
import { walkTo } from '../journeys/path.ts';
import { newFolder, start } from '../journeys/process.ts';
import { newJourney } from '../journeys/steps.ts';
import { testLog } from '../marketplace.ts';

// How the demo comes onto the servers, between two places that need none.
let folder: Awaited<ReturnType<typeof newFolder>>;
let source: Awaited<ReturnType<typeof openSource>>;
beforeAll(async () => {
  folder = await newFolder();
  const market = await start(folder.path);
  await walkTo(
    newJourney('copied', () => market.url),
    'accept',
  );
  await market.signal('SIGTERM');
  source = await openSource(`${folder.path}/sqlite`, testLog);
}, 60_000);
afterAll(async () => {
  await source.close();
  await folder.remove();
});

const cutOffAfter = (stores: Stores, restores: number): Stores => ({
  ...stores,
  eventStore: {
    ...stores.eventStore,
    async restore(commits) {
      for (const commit of commits) {
        if (restores-- === 0) throw new Error('Cut off.');
        await stores.eventStore.restore([commit]);
      }
    },
  },
});

it('a copy that is cut off is finished by the next, and has the log, the rows and how far reactions came', async () => {
  const target = await (await openSqlite(':memory:')).storesOf('orders');
  const copied = await source.copied('orders');
  const orders = subgraphs['orders']!;
  await expect(copyStores(copied, cutOffAfter(target, 3), orders)).rejects.toThrow('Cut off.');
  await copyStores(copied, target, orders);
  await copyStores(copied, target, orders);

  const commits = await copied.stores.eventStore.readCommits(0, 1_000);
  expect(commits.length).toBeGreaterThan(5);
  expect(await target.eventStore.readCommits(0, 1_000)).toEqual(commits);
  expect(copied.rowNames).toEqual(expect.arrayContaining(['secrets', 'texts']));
  for (const name of copied.rowNames)
    expect(await (await target.rows.open(name)).all()).toEqual(
      await (await copied.stores.rows.open(name)).all(),
    );
  for (const reaction of Object.keys(orders.worker.reactions)) {
    const checkpoint = await target.viewStore.checkpoint(`reaction/${reaction}`);
    expect(checkpoint).toBeGreaterThan(0);
    expect(checkpoint).toBe(await copied.stores.viewStore.checkpoint(`reaction/${reaction}`));
  }
});

it('a row that is there and another is not written over', async () => {
  const target = await (await openSqlite(':memory:')).storesOf('orders');
  const secrets = await target.rows.open<{ id: string; value: string }>('secrets');
  await secrets.insert({ id: 'master', value: 'of somebody else' });
  await expect(copyStores(await source.copied('orders'), target, subgraphs['orders']!)).rejects.toThrow(
    'Expected secrets master as it was copied, found another.',
  );
});
