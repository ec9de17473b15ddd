import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { createCluster } from './cluster.ts';

const nowhere = { MONGODB_URL: 'mongodb://127.0.0.1:1', KAFKA_BROKERS: '127.0.0.1:1', NAMESPACE: 'draining' };

// Nine seconds are for what follows the draining, not for both.
it('a gateway that drains for longer than it may take to close answers to the end of it', async () => {
  const cluster = await createCluster(nowhere, { DRAIN_SECONDS: '10' });
  const { child, ended } = cluster.start('gateway');
  const isAlive = () =>
    fetch(`${cluster.url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isAlive())) await sleep(50);
  const began = performance.now();
  child.kill('SIGTERM');
  await sleep(9_500);
  expect(await isAlive()).toBe(true);
  expect(await ended).toBe(0);
  expect(performance.now() - began).toBeGreaterThan(9_900);
  await cluster.remove();
}, 40_000);
