import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { openSqlite, type Infrastructure } from '../../kernel/infrastructure.ts';
import { measured } from '../../roles/store-metrics.ts';
import { commitOf } from '../contracts/event-store/commits.ts';

let sqlite: Infrastructure;
let registry: Registry;
beforeEach(async () => void ([sqlite, registry] = [await openSqlite(':memory:'), new Registry()]));
afterEach(() => sqlite.close());

const valueOf = async (metric: string) => {
  const line = (await registry.metrics()).split('\n').find((one) => one.startsWith(metric));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
};
const countOf = (store: string, operation: string) =>
  valueOf(`chimera_store_seconds_count{service="things",store="${store}",operation="${operation}"}`);

it('tells how often and how long each store was asked, by operation', async () => {
  const { eventStore, viewStore, rows } = await measured(sqlite, registry).storesOf('things');
  for (const stream of ['a', 'b']) await eventStore.append(commitOf(stream));
  const view = await viewStore.open({ name: 'views@1', indexes: [] });
  await view.find({ first: 1 });
  await (await rows.open('texts')).insert({ id: 'txt_1' });
  await viewStore.checkpoint('publisher');
  expect(await countOf('events', 'append')).toBe(2);
  expect([await countOf('views', 'find'), await countOf('rows', 'insert')]).toEqual([1, 1]);
  expect(await countOf('checkpoints', 'checkpoint')).toBe(1);
});

it('changes no answer, and counts what was not done', async () => {
  const failing: Infrastructure = {
    ...sqlite,
    async storesOf(service) {
      const stores = await sqlite.storesOf(service);
      const end = () => Promise.reject(new UnavailableError('down'));
      return { ...stores, eventStore: { ...stores.eventStore, end } };
    },
  };
  const { eventStore } = await measured(failing, registry).storesOf('things');
  await expect(eventStore.end()).rejects.toThrow('down');
  const labels = '{service="things",store="events",operation="end"}';
  expect(await valueOf(`chimera_store_failures_total${labels}`)).toBe(1);
  expect(await valueOf(`chimera_store_seconds_count${labels}`)).toBeUndefined();
  expect(await eventStore.append(commitOf('a'))).toMatchObject({ outcome: 'appended' });
});

it('tells whether this process leads, also when it was opened twice', async () => {
  measured(sqlite, registry);
  const { leaseOf } = await measured(sqlite, registry).storesOf('things');
  const lease = leaseOf('tail');
  await lease.claim();
  expect(await valueOf('chimera_leading')).toBe(1);
  await lease.release();
  expect(await valueOf('chimera_leading')).toBe(0);
});
