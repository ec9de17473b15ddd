import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, jest } from '@jest/globals';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { answered, connectMongo } from '../../kernel/mongo.ts';
import { patchMongo } from '../../kernel/mongo-patches.ts';
import { openMongoProxy } from '../faults/harness/mongo-proxy.ts';
import { eventually } from '../journeys/eventually.ts';
import { mongoUrl } from './servers.ts';

jest.setTimeout(60_000);
const onMongo = mongoUrl ? it : it.skip;
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((one) => one.close()))));

const through = async () => {
  const proxy = await openMongoProxy(Number(new URL(mongoUrl!).port));
  const mongo = connectMongo({
    url: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`,
    clientId: 'test',
  });
  open.push(mongo, proxy);
  await mongo.connect();
  return { proxy, collection: mongo.databaseOf('nobody').collection<{ _id: number }>('nothing') };
};

// Before the patch is made, since it is made once.
it.each([
  ['8.0.0', [expect.stringContaining('mongodb is 8.0.0, but was patched in 7.9.0')]],
  [undefined, []],
])('a driver that was not patched is told of, and the one that is installed was: %s', (version, told) => {
  const warnings: string[] = [];
  patchMongo(version, (message) => void warnings.push(message));
  expect(warnings).toEqual(told);
});

// The check of the monitor that is under way when its connection ends would never end.
onMongo('a client whose server has answered garbage finds it again when it answers well', async () => {
  const { proxy, collection } = await through();
  const failures: unknown[] = [];
  const ask = () => answered(collection.updateOne({ _id: 1 }, { $set: { asked: true } }));
  const stop = new AbortController();
  const asking = Array.from({ length: 10 }, async () => {
    while (!stop.signal.aborted)
      await Promise.all([ask().catch((error) => void failures.push(error)), sleep(20)]);
  });
  await sleep(500);
  proxy.turn('garbage');
  await sleep(1_000);
  proxy.turn('fine');
  proxy.cut();
  await eventually(
    async () => expect(await ask()).toMatchObject({ matchedCount: 0 }),
    () => true,
    12_000,
  );
  stop.abort();
  await Promise.all(asking);
  expect(failures.length).toBeGreaterThan(0);
  for (const failure of failures) expect(failure).toBeInstanceOf(UnavailableError);
});

onMongo(
  'a write that is larger than what the network holds ends when its server does not read it',
  async () => {
    const { proxy, collection } = await through();
    const padding = 'x'.repeat(200_000);
    proxy.turn('deaf');
    const write = collection.bulkWrite(
      Array.from({ length: 100 }, (_, _id) => ({
        updateOne: { filter: { _id }, update: { $set: { padding } }, upsert: true },
      })),
      { ordered: false },
    );
    const outcome = answered(write).catch((error: unknown) => error);
    expect(await Promise.race([outcome, sleep(20_000, 'it waits')])).toBeInstanceOf(UnavailableError);
  },
);
