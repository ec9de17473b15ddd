import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTurns } from '../../gateway/wires/replicas.ts';
import { createClient, type Client } from '../journeys/client.ts';
import { gigInput } from '../journeys/gig.ts';
import { newJourney, steps } from '../journeys/steps.ts';
import { createCluster, ROLES, type Cluster } from './cluster.ts';
import { newNamespace, withServers } from './servers.ts';

/** Of all requests, those that may be refused with the word that they can be sent again. */
const MOST_REFUSED = 0.001;

const GATEWAYS = ['gateway', 'gateway#2'];
/** Gateways are left by their balancer before they take nothing more; who asks a service waits for the next one. */
const setFor = (role: string): Record<string, string> =>
  GATEWAYS.includes(role) ? { DRAIN_SECONDS: '1' } : {};

withServers('a rolling restart of all roles', () => {
  const { env, remove } = newNamespace();
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await createCluster(env);
    cluster.start('gateway#2', setFor('gateway#2'));
    await cluster.startAll(setFor);
    looking = setInterval(() => GATEWAYS.forEach((role) => void look(role)), 100);
  }, 60_000);
  afterAll(async () => {
    clearInterval(looking);
    await cluster?.remove();
    await remove();
  });

  /** As a balancer knows it. */
  const isReady = new Map<string, boolean>();
  let looking: NodeJS.Timeout | undefined;
  const look = async (role: string) => {
    const answer = await fetch(`${cluster.urlOf(role)}/health/ready`).catch(() => undefined);
    isReady.set(role, answer?.status === 200);
  };

  /** As a balancer does: a gateway that is not ready, or takes no connection, is passed over. */
  const balanced = (token?: string): Client['ask'] => {
    const clients = new Map(GATEWAYS.map((role) => [role, createClient(() => cluster.urlOf(role))]));
    clients.forEach((client) => client.useToken(token));
    const next = createTurns(GATEWAYS, (role) => isReady.get(role) !== false);
    return async (query, variables) => {
      for (let tries = 1; ; tries += 1)
        try {
          return await clients.get(next())!.ask(query, variables);
        } catch (error) {
          if (tries > 20 || !wasNotTaken(error)) throw error;
        }
    };
  };

  const QUERY =
    '{ searchGigs(input: { query: "podcast" }) { totalCount } viewer { id username } categories { slug } }';
  const MUTATION = `mutation ($input: CreateGigInput!) {
    createGig(input: $input) { gig { id } userErrors { code message } }
  }`;

  it('fails no query and no mutation', async () => {
    const journey = newJourney('rolled', () => cluster.url);
    await steps.registerSeller(journey);
    await steps.signInSeller(journey);
    await steps.openSellerProfile(journey);
    const counted = { asked: 0, refused: 0, failures: [] as string[] };
    let isRolling = true;

    const load = async (ask: Client['ask'], next: (turn: number) => [string, object?]) => {
      for (let turn = 0; isRolling; turn += 1) {
        counted.asked += 1;
        const answer = await ask(...next(turn)).catch((error: Error) => inspect(error, { depth: 6 }));
        if (typeof answer === 'string') counted.failures.push(answer);
        else if (answer.errors.some(({ extensions }) => extensions.code === 'SERVICE_UNAVAILABLE'))
          counted.refused += 1;
        else if (answer.errors.length > 0 || JSON.stringify(answer.data).includes('userErrors":[{'))
          counted.failures.push(JSON.stringify(answer.errors));
        await sleep(5);
      }
    };
    const token = journey.seller.token();
    const loads = [
      load(balanced(token), () => [QUERY]),
      load(balanced(), () => [QUERY]),
      load(balanced(token), (turn) => [
        MUTATION,
        { input: { ...gigInput('rolled'), idempotencyKey: `rolled-${turn}` } },
      ]),
      load(balanced(token), () => [QUERY]),
    ];
    const roll = async (role: string) => {
      const began = performance.now();
      expect(await cluster.signal(role, 'SIGTERM')).toBe(0);
      expect(performance.now() - began).toBeLessThan(10_000);
      await cluster.start(role, setFor(role)).ready;
    };
    try {
      for (const role of [...ROLES, 'gateway#2']) await roll(role);
    } finally {
      isRolling = false;
      await Promise.all(loads);
    }

    console.log(`${counted.asked} requests, ${counted.refused} refused, ${counted.failures.length} failed`);
    expect(counted.failures.slice(0, 5)).toEqual([]);
    expect(counted.asked).toBeGreaterThan(1_000);
    expect(counted.refused).toBeLessThanOrEqual(counted.asked * MOST_REFUSED);
  }, 180_000);
});

const wasNotTaken = (error: unknown): boolean => {
  const { code, cause, errors } = error as { code?: string; cause?: unknown; errors?: unknown[] };
  return (
    code === 'ECONNREFUSED' || Boolean(cause && wasNotTaken(cause)) || Boolean(errors?.every(wasNotTaken))
  );
};
