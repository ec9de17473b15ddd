import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, jest } from '@jest/globals';
import { connectMongo } from '../../kernel/mongo.ts';
import { openMongoProxy } from '../faults/harness/mongo-proxy.ts';
import { eventually } from '../journeys/eventually.ts';
import { mongoUrl } from './servers.ts';

jest.setTimeout(120_000);
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
  return { proxy, mongo };
};

onMongo('a client whose server has answered garbage finds it again when it answers well', async () => {
  const { proxy, mongo } = await through();
  const ask = () => mongo.databaseOf('nobody').collection('nothing').findOne({});
  const stop = new AbortController();
  const asking = Array.from({ length: 10 }, async () => {
    while (!stop.signal.aborted) await Promise.all([ask().catch(() => {}), sleep(20)]);
  });
  await sleep(500);
  proxy.turn('garbage');
  await sleep(12_000);
  proxy.turn('fine');
  proxy.cut();
  await eventually(
    async () => expect(await ask()).toBeNull(),
    () => true,
    40_000,
  );
  stop.abort();
  await Promise.all(asking);
});
