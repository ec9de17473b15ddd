import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectMongo } from '../../kernel/mongo.ts';
import { newFolder, runWith } from '../journeys/process.ts';
import { newNamespace, withServers } from './servers.ts';

withServers('the demo on MongoDB and Kafka', () => {
  const { env, remove } = newNamespace();
  let folder: Awaited<ReturnType<typeof newFolder>>;
  beforeAll(async () => {
    folder = await newFolder();
  });
  afterAll(async () => {
    await remove();
    await folder.remove();
  });

  const fill = (more: object = {}) => runWith(folder.path, { ...env, SEED: 'demo', ...more }, ['seed']).ended;

  it('is not filled in where it is not asked for', async () =>
    expect(await fill({ SEED: 'none' })).toMatchObject({
      code: 0,
      stderr: 'Nothing is filled in: SEED is none.\n',
    }));

  it('is filled in once', async () => {
    expect(await fill()).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('The demo is on the servers.'),
    });
    expect(await fill()).toMatchObject({ code: 0, stderr: 'The demo is there already.\n' });
  }, 240_000);

  it.each(['users', 'ratings'])(
    'is on the topic of %s before any role starts: who begins to read it reads all of it',
    async (service) => {
      const republished = await runWith(folder.path, env, ['republish', service]).ended;
      expect(republished).toMatchObject({ code: 0, stdout: expect.stringContaining('The topic is whole.') });
    },
    60_000,
  );

  it('is found by everything in one process', async () => {
    const market = runWith(folder.path, env);
    const body = JSON.stringify({ query: '{ searchGigs(input: { query: "podcast" }) { totalCount } }' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${await market.ready}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toEqual({ data: { searchGigs: { totalCount: 49 } } });
    expect((await market.signal('SIGTERM')).code).toBe(0);
  }, 60_000);

  it('goes onto nothing that is there', async () => {
    const mongo = connectMongo({ url: env.MONGODB_URL, namespace: env.NAMESPACE, clientId: 'test' });
    const drop = (name: string) => mongo.databaseOf(name).dropDatabase();
    await drop('users');
    expect(await fill()).toMatchObject({
      code: 0,
      stderr: 'The databases are not empty: they are left as they are.\n',
    });
    for (const name of ['gigs', 'orders', 'ratings']) await drop(name);
    await mongo.close();
    expect(await fill()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The topic of users holds events of databases that are gone: [^\n]*\n$/),
    });
  }, 60_000);
});
