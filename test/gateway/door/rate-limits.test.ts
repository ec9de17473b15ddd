import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { createMemoryCounter } from '../../../gateway/door/memory-counters.ts';
import { createRateLimits, NO_LIMITS, type Counter, type Rate } from '../../../gateway/door/rate-limits.ts';
import { openRedisCounters, type RedisCounters } from '../../../gateway/door/redis-counters.ts';
import type { Switches } from '../../../gateway/lanes/lanes.ts';
import { ANONYMOUS } from '../../../kernel/graphql/viewer.ts';
import { closeGateways, post, quiet, startGateway } from '../fakes.ts';
import { openFakeRedis } from './fake-redis.ts';

const RATE: Rate = { requests: 3, seconds: 2 };
const member = (id: string) => ({ id, isStaff: false });
const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const anyone = () => `usr_${Math.random()}`;

let redis: { url: string; close(): Promise<void> };
let counters: RedisCounters;
beforeAll(async () => {
  const url = process.env['REDIS_URL'];
  redis = url ? { url, close: async () => {} } : await openFakeRedis();
  counters = openRedisCounters(redis.url, quiet);
  await later(300); // it is connected by then
});
afterAll(async () => {
  await counters.close();
  await redis.close();
});
afterEach(closeGateways);

describe.each<[string, (rate: Rate) => Counter]>([
  ['in memory', (rate) => createMemoryCounter(rate)],
  ['in Redis', (rate) => counters.counterOf('viewer', rate)],
])('requests of a viewer, counted %s', (_, counterOf) => {
  const limitsOf = (rate: Rate) =>
    createRateLimits({ rates: { viewer: rate }, counterOf: (_kind, given) => counterOf(given) });

  it('are taken up to the limit, for each viewer alone, and again after its time', async () => {
    const { ofViewer } = limitsOf(RATE);
    const [bea, sam] = [member(anyone()), member(anyone())];
    for (let i = 0; i < 3; i += 1) await ofViewer(bea, '192.0.2.1');
    await expect(ofViewer(bea, '192.0.2.2')).rejects.toMatchObject({
      status: 429,
      code: 'RATE_LIMITED',
      message: expect.stringMatching(
        /^Expected at most 3 requests of one viewer in 2 s, got more: .* [12] s\.$/,
      ),
      headers: { 'retry-after': expect.stringMatching(/^[12]$/), 'ratelimit-limit': '3' },
    });
    await expect(ofViewer(bea, '192.0.2.1')).rejects.toMatchObject({ status: 429 });
    await ofViewer(sam, '192.0.2.1');
    await later(2_050);
    await ofViewer(bea, '192.0.2.1');
  });

  it('who is anonymous are those of an address, and never those of a member', async () => {
    const { ofViewer } = limitsOf({ requests: 1, seconds: 60 });
    const address = anyone();
    await ofViewer(ANONYMOUS, address);
    await expect(ofViewer(ANONYMOUS, address)).rejects.toMatchObject({ status: 429 });
    await ofViewer(ANONYMOUS, anyone());
    await ofViewer(member(`anonymous ${address}`), address);
  });

  it('count for more where they make long work, but for no more than a tenth of the limit', async () => {
    const { ofViewer, charge } = limitsOf({ requests: 40, seconds: 60 });
    const [bea, sam] = [member(anyone()), member(anyone())];
    for (const milliseconds of [1.9, 2.1, ...Array<number>(9).fill(100)]) {
      charge(bea, '', milliseconds);
      await later(5);
    }
    await ofViewer(bea, '');
    await ofViewer(bea, '');
    await expect(ofViewer(bea, '')).rejects.toMatchObject({ status: 429 });
    await ofViewer(sam, '');
  });
});

it('two processes on one Redis count together', async () => {
  const other = openRedisCounters(redis.url, quiet);
  await later(300);
  const [one, two] = [counters, other].map(({ counterOf }) =>
    createRateLimits({ rates: { address: { requests: 2, seconds: 60 } }, counterOf }),
  );
  const address = anyone();
  await one!.ofAddress(address);
  await two!.ofAddress(address);
  await expect(one!.ofAddress(address)).rejects.toMatchObject({ status: 429 });
  await other.close();
});

it('Redis that is down limits nobody, and is told of', async () => {
  const failures: unknown[] = [];
  const warnings: string[] = [];
  const down = openRedisCounters('redis://localhost:1', {
    ...quiet,
    warn: (_, message) => warnings.push(message),
  });
  const { ofAddress } = createRateLimits({
    rates: { address: { requests: 1, seconds: 60 } },
    counterOf: down.counterOf,
    onFailure: (error) => failures.push(error),
  });
  await later(200);
  const startedAt = performance.now();
  for (let i = 0; i < 3; i += 1) await ofAddress('192.0.2.1');
  expect(performance.now() - startedAt).toBeLessThan(500);
  expect(failures).toHaveLength(3);
  expect(warnings).toEqual(['Redis does not answer: requests are not limited.']);
  await down.close();
});

it('memory holds so many and no more: who came first is forgotten', async () => {
  const counter = createMemoryCounter({ requests: 1, seconds: 60 }, 2);
  for (const key of ['a', 'b', 'c', 'd']) await counter.consume(key, 1);
  await expect(counter.consume('d', 1)).rejects.toMatchObject({ remainingPoints: 0 });
  await counter.consume('a', 1);
});

describe('the door', () => {
  const limits = (kind: 'viewer' | 'address', refused: string[] = []) =>
    createRateLimits({
      rates: { [kind]: { requests: 1, seconds: 60 } },
      counterOf: (_, rate) => createMemoryCounter(rate),
      onRefused: (one) => refused.push(one),
    });
  const QUERY = { query: '{ gigs { id } }' };
  const selecting = (fields: string) =>
    `{ ${Array.from({ length: 30 }, (_, i) => `a${i}: gigs { ${fields} seller { username } }`).join(' ')} }`;

  it('refuses with 429 what an address sends too much of, before it is read', async () => {
    const refused: string[] = [];
    const { url, asked } = await startGateway({ rateLimits: limits('address', refused), trustedProxies: 1 });
    const from = (address: string) => ({ 'x-forwarded-for': `203.0.113.9, ${address}` });
    expect((await post(url, QUERY, from('198.51.100.1'))).status).toBe(200);
    const { status, headers, body } = await post(url, 'no JSON', from('198.51.100.1'));
    expect([status, headers.get('retry-after'), body.errors![0]]).toEqual([
      429,
      '60',
      {
        message: 'Expected at most 1 requests of one address in 60 s, got more: try again in 60 s.',
        extensions: { code: 'RATE_LIMITED', requestId: headers.get('x-request-id') },
      },
    ]);
    expect((await post(url, QUERY, from('198.51.100.2'))).status).toBe(200);
    expect([asked.gigs.length, refused]).toEqual([2, ['address']]);
  });

  it.each<[string, string, Partial<Switches>]>([
    ['that is answered', selecting('title'), {}],
    ['that is not valid', selecting('nothing'), {}],
    ['that is planned on Apollo’s way', selecting('stars'), { direct: false }],
  ])(
    'charges a viewer for an operation %s and takes long, once it knows how long',
    async (_, query, switches) => {
      const counted: [unknown, unknown][] = [];
      const counter: Counter = {
        consume: async (key, points) => (counted.push([key, points]), new RateLimiterRes()),
      };
      const rateLimits = createRateLimits({
        rates: { viewer: { requests: 6_000, seconds: 60 } },
        counterOf: () => counter,
      });
      const { url } = await startGateway({ rateLimits, switches, trustedProxies: 1 });
      await post(url, { query }, { 'x-forwarded-for': '192.0.2.7' });
      expect(counted[0]).toEqual(['anonymous 192.0.2.7', 1]);
      expect(counted[1]).toEqual(['anonymous 192.0.2.7', expect.any(Number)]);
      expect(Math.max(...counted.map(([, points]) => points as number))).toBeGreaterThan(1);
    },
  );

  it('charges nothing for what it knows', async () => {
    const work: number[] = [];
    const rateLimits = { ...NO_LIMITS, charge: (_: unknown, __: string, took: number) => work.push(took) };
    const { url } = await startGateway({ rateLimits });
    const query = selecting('id title stars');
    for (let i = 0; i < 11; i += 1) await post(url, { query });
    const [first, ...others] = work;
    expect(others).toHaveLength(10);
    expect(Math.min(...others)).toBeLessThan(first! / 10);
  });

  it('counts a viewer’s requests, by GET too, and pages for operators never', async () => {
    const { url } = await startGateway({ rateLimits: limits('viewer') });
    expect((await post(url, QUERY)).status).toBe(200);
    const get = await fetch(`${url}/graphql?query={gigs{id}}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(get.status).toBe(429);
    for (let i = 0; i < 3; i += 1) expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });
});
