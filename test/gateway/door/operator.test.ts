import { setTimeout as later } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createMemoryCounter } from '../../../gateway/door/memory-counters.ts';
import { createRateLimits } from '../../../gateway/door/rate-limits.ts';
import { closeGateways, post, startGateway } from '../fakes.ts';

afterEach(closeGateways);

/** The metrics are the number of times that they were made. */
const counting = (before: () => Promise<unknown> = async () => {}) => {
  let made = 0;
  return {
    made: () => made,
    async metrics() {
      made += 1;
      await before();
      return `${made}`;
    },
  };
};

const textOf = async (url: string) => (await fetch(`${url}/metrics`)).text();

describe('the metrics, which anybody who reaches the gateway may ask for,', () => {
  it('count against the limit of an address', async () => {
    const { metrics, made } = counting();
    const rateLimits = createRateLimits({
      rates: { address: { requests: 2, seconds: 60 } },
      counterOf: (_, rate) => createMemoryCounter(rate),
    });
    const { url } = await startGateway({ metrics, rateLimits });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await fetch(`${url}/metrics`)).status);
    expect([statuses, made()]).toEqual([[200, 200, 429], 2]);
    expect((await post(url, { query: '{ gigs { id } }' })).status).toBe(429);
    for (const path of ['live', 'ready'])
      for (let i = 0; i < 3; i += 1) expect((await fetch(`${url}/health/${path}`)).status).toBe(200);
  });

  it('are made once a second, however many ask', async () => {
    const { metrics, made } = counting(() => later(50));
    const { url } = await startGateway({ metrics });
    const startedAt = performance.now();
    while (performance.now() - startedAt < 1_900)
      await Promise.all(Array.from({ length: 20 }, () => textOf(url)));
    expect(made()).toBeLessThanOrEqual(4);
  });

  it('are never older than the question', async () => {
    const { url } = await startGateway(counting());
    expect([await textOf(url), await textOf(url), await textOf(url)]).toEqual(['1', '2', '3']);
  });

  it('are made again where they could not be', async () => {
    let fails = true;
    const { metrics } = counting(async () => {
      if (fails) throw new Error('not now');
    });
    const { url } = await startGateway({ metrics });
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    fails = false;
    expect(await textOf(url)).toBe('2');
  });
});
