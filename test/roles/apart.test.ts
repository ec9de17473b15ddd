import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../journeys/eventually.ts';
import { lookEverywhere, ratedOnce } from '../journeys/everywhere.ts';
import { walk, walkTo } from '../journeys/path.ts';
import { newJourney } from '../journeys/steps.ts';
import { createCluster, ROLES, type Cluster } from './cluster.ts';
import { newNamespace, withServers } from './servers.ts';
import { samplesOf } from './values.ts';

/** By kind of role, what is above 0 after an order has been paid and rated. */
const COUNTS: Record<string, string[]> = {
  gateway: ['chimera_http_seconds_count', 'chimera_subgraph_ready'],
  service: ['chimera_command_seconds_count', 'chimera_store_seconds_count'],
  worker: [
    'chimera_store_seconds_count',
    'chimera_leading',
    'chimera_bus_publish_seconds_count',
    'chimera_bus_rebalances_total',
  ],
};

withServers('every role in a process of its own, on MongoDB and Kafka', () => {
  const { env, remove } = newNamespace();
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await createCluster(env);
    await cluster.startAll();
  }, 60_000);
  afterAll(async () => {
    await cluster?.remove();
    await remove();
  });

  const journey = newJourney('apart', () => cluster.url);

  it('a freelancer is hired and paid', () => walkTo(journey, 'accept'), 60_000);

  it('and rated, which is seen everywhere once', async () => {
    await walk(journey, ['rateBuyer', 'reply']);
    await eventually(async () =>
      expect(await lookEverywhere(journey.buyer, journey)).toMatchObject(ratedOnce(journey)),
    );
  }, 60_000);

  it('each says that it is ready', async () => {
    for (const role of ROLES) expect((await fetch(`${cluster.urlOf(role)}/health/ready`)).status).toBe(200);
  });

  const told = async (role: string) =>
    samplesOf(await (await fetch(`${cluster.urlOf(role)}/metrics`)).text());

  it.each(ROLES)('%s tells what it has counted', async (role) => {
    const names = new Set((await told(role)).filter(({ value }) => value > 0).map(({ name }) => name));
    const kind = role.split('.')[1] ?? 'gateway';
    expect([...names]).toEqual(
      expect.arrayContaining(['chimera_nodejs_eventloop_lag_p99_seconds', ...COUNTS[kind]!]),
    );
  });

  it('each worker tells how far all that it runs is behind: by and by, nothing', async () => {
    for (const role of ROLES.filter((name) => name.endsWith('.worker')))
      await eventually(async () => {
        const samples = await told(role);
        const followersIn = (name: string) =>
          samples.filter((one) => one.name === name).map(({ labels }) => labels['follower']!);
        const followers = followersIn('chimera_lag').filter((name) => name !== 'numbering');
        expect(followers).toContain('publisher');
        expect(followersIn('chimera_lag_seconds')).toEqual(followers);
        const behind = samples.filter(({ name, value }) => /^chimera_(lag|parked)/.test(name) && value > 0);
        expect(behind).toEqual([]);
      });
  }, 60_000);

  it('and a stranger gets nothing from a service', async () => {
    const response = await fetch(`${cluster.urlOf('orders.service')}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    expect(response.status).toBe(401);
  });
});
