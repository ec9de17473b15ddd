import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { BSON } from 'mongodb';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { openMongoRowStore } from '../../kernel/row-store/mongo-row-store.ts';
import { answered, connectMongo } from '../../kernel/mongo.ts';
import { withMongo } from './servers.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((one) => one.close()))));

/** Stands before the server and spoils its answers once it is told to. */
const openSpoiling = async (target: number, spoil: (answer: Buffer) => void) => {
  let isSpoilt = false;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    client.pipe(upstream);
    upstream.on('data', (answer) => {
      if (isSpoilt) spoil(answer);
      client.write(answer);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => {}).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: async () => server.close() });
  return {
    port: (server.address() as AddressInfo).port,
    turn: (to: 'spoilt' | 'good') => (isSpoilt = to === 'spoilt'),
  };
};

withMongo('MongoDB that answers bytes that are no answer', (url) => {
  describe.each<[string, (answer: Buffer) => void]>([
    ['of no length', (answer) => answer.fill(0)],
    ['of a length below zero', (answer) => answer.fill(0xff)],
  ])('%s', (_, spoil) => {
    it('is unavailable, and found again when it answers well', async () => {
      const server = await openSpoiling(Number(new URL(url).port), spoil);
      const mongo = connectMongo({ url: `mongodb://127.0.0.1:${server.port}/`, clientId: 'test' });
      open.unshift({ close: () => mongo.close() });
      await mongo.connect();
      const store = await openMongoRowStore(mongo.databaseOf('nobody'));
      const rows = await store.open('garbled');
      server.turn('spoilt');
      for (const ask of [() => rows.get(['a']), () => rows.insert({ id: 'a' }), () => rows.remove(['a'])])
        await expect(ask()).rejects.toBeInstanceOf(UnavailableError);
      server.turn('good');
      expect(await rows.get(['nobody'])).toEqual([null]);
      await rows.remove(['a']);
    }, 40_000);
  });
});

it('a document that is none is no answer', () =>
  expect(answered(Promise.reject(new BSON.BSONError('no end')))).rejects.toThrow(UnavailableError));
