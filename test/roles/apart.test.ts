import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../journeys/eventually.ts';
import { lookEverywhere, ratedOnce } from '../journeys/everywhere.ts';
import { walk, walkTo } from '../journeys/path.ts';
import { newJourney } from '../journeys/steps.ts';
import { createCluster, ROLES, type Cluster } from './cluster.ts';
import { newNamespace, withServers } from './servers.ts';

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

  it('each says that it is ready, and what it has counted', async () => {
    for (const role of ROLES) {
      expect((await fetch(`${cluster.urlOf(role)}/health/ready`)).status).toBe(200);
      expect(await (await fetch(`${cluster.urlOf(role)}/metrics`)).text()).toContain(
        'chimera_nodejs_eventloop_lag',
      );
    }
  });

  it('and a stranger gets nothing from a service', async () => {
    const response = await fetch(`${cluster.urlOf('orders.service')}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    expect(response.status).toBe(401);
  });
});
