import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../journeys/eventually.ts';
import { lookEverywhere, ratedOnce } from '../journeys/everywhere.ts';
import { walk, walkTo } from '../journeys/path.ts';
import { newJourney } from '../journeys/steps.ts';
import { createCluster, ROLES, serversOf, type Cluster } from './cluster.ts';

const servers = serversOf(process.env);
const withServers = servers ? describe : describe.skip;

withServers('every role in a process of its own, on MongoDB and Kafka', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await createCluster(servers!);
    await cluster.startAll();
  }, 60_000);
  afterAll(() => cluster?.remove());

  const journey = newJourney('apart', () => cluster.url);

  it('a freelancer is hired and paid', () => walkTo(journey, 'accept'), 60_000);

  it('a roll of all roles fails no request', async () => {
    const failures: string[] = [];
    let asked = 0;
    let isRolling = true;
    const ask = async () => {
      while (isRolling) {
        asked += 1;
        const query =
          '{ searchGigs(input: { query: "podcast" }) { totalCount } viewer { id } categories { slug } }';
        const response = await fetch(`${cluster.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        }).catch((error) => error as Error);
        if (response instanceof Error) failures.push(String(response.cause ?? response));
        else {
          const { errors } = (await response.json()) as { errors?: object[] };
          if (errors) failures.push(JSON.stringify(errors));
        }
        await sleep(5);
      }
    };
    const asking = [ask(), ask(), ask()];
    for (const role of ROLES.filter((one) => one !== 'gateway')) {
      expect(await cluster.signal(role, 'SIGTERM')).toBe(0);
      await cluster.start(role).ready;
    }
    isRolling = false;
    await Promise.all(asking);
    expect(asked).toBeGreaterThan(100);
    expect(failures).toEqual([]);
  }, 120_000);

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
