import { afterEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { createMemoryCounter } from '../../gateway/door/memory-counters.ts';
import { createRateLimits } from '../../gateway/door/rate-limits.ts';
import { createBoundedNames } from '../../roles/bounded-names.ts';
import { readConfig } from '../../roles/config.ts';
import { observeGateway } from '../../roles/observing.ts';
import { closeGateways, post, quiet, startGateway } from '../gateway/fakes.ts';

afterEach(closeGateways);

const observed = async (env: Record<string, string> = {}, more: object = {}) => {
  const registry = new Registry();
  const lines: [object, string][] = [];
  const warnings: string[] = [];
  const log = {
    ...quiet,
    info: (fields: object, message: string) => lines.push([fields, message]),
    warn: (_: object, message: string) => warnings.push(message),
  };
  const observing = observeGateway(readConfig(env, []), registry, log);
  const { url } = await startGateway({ ...observing, ...more });
  /** The lines of a metric that have a value. */
  const metric = async (name: string) =>
    (await registry.metrics())
      .split('\n')
      .filter((line) => line.startsWith(`chimera_${name}`) && !line.endsWith(' 0'));
  return { url, metric, lines, warnings };
};

const GIGS = { query: 'query Gigs { gigs { id } }' };

describe('a gateway counts', () => {
  it('operations by name and result, and clients', async () => {
    const { url, metric } = await observed();
    await post(url, GIGS, { 'graphql-client-name': 'shop' });
    await post(url, { query: 'query Broken { broken }' });
    await post(url, { query: 'query Wrong { nothing }' });
    expect(await metric('operation_seconds_count')).toEqual([
      'chimera_operation_seconds_count{operation="Gigs",result="data"} 1',
      'chimera_operation_seconds_count{operation="Broken",result="errors"} 1',
      'chimera_operation_seconds_count{operation="other",result="refused"} 1',
    ]);
    expect(await metric('client_requests_total')).toEqual([
      'chimera_client_requests_total{client="shop"} 1',
      'chimera_client_requests_total{client="none"} 2',
    ]);
  });

  it('errors by code, whoever refuses', async () => {
    const rateLimits = createRateLimits({
      rates: { viewer: { requests: 3, seconds: 60 } },
      counterOf: (_, rate) => createMemoryCounter(rate),
    });
    const { url, metric } = await observed({}, { rateLimits });
    const many = Array.from({ length: 31 }, (_, i) => `a${i}: gigs { id }`).join(' ');
    for (const query of [`{ ${many} }`, '{ nothing }', '{ refused }', '{ gigs { id } }'])
      await post(url, { query });
    await post(url, 'no JSON');
    expect(await metric('errors_total')).toEqual([
      'chimera_errors_total{code="OPERATION_TOO_LARGE"} 1',
      'chimera_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1',
      'chimera_errors_total{code="UNAUTHENTICATED"} 1',
      'chimera_errors_total{code="RATE_LIMITED"} 1',
      'chimera_errors_total{code="BAD_REQUEST"} 1',
    ]);
  });

  it('fetches by subgraph, and what was handed over', async () => {
    const { url, metric } = await observed({}, { switches: { bytes: true } });
    await post(url, { query: '{ gig(id: "gig_1") { title stars } }' });
    expect(await metric('fetch_seconds_count')).toEqual([
      'chimera_fetch_seconds_count{subgraph="gigs",result="answered"} 1',
      'chimera_fetch_seconds_count{subgraph="ratings",result="answered"} 1',
    ]);
    expect(await metric('hand_overs_total')).toEqual([]);
  });
});

it('names from outside are bounded', () => {
  const names = createBoundedNames(2);
  expect(['a', 'b', 'c', 'a'].map(names.of)).toEqual(['a', 'b', 'other', 'a']);
  expect(['a', 'd'].map(names.known)).toEqual(['a', 'other']);
});

describe('the access log', () => {
  it('has a line for each request, but for an operator’s', async () => {
    const { url, lines } = await observed({ ACCESS_LOG: 'on' });
    const headers = { 'x-request-id': 'req_1', 'apollographql-client-name': 'shop' };
    await post(url, GIGS, { ...headers, 'apollographql-client-version': '7' });
    await fetch(`${url}/health/live`);
    expect(lines).toEqual([
      [
        {
          ...{ requestId: 'req_1', client: 'shop', version: '7', operation: 'Gigs' },
          ...{ path: '/graphql', status: 200, ms: expect.any(Number), bytes: expect.any(Number) },
        },
        'Answered.',
      ],
    ]);
  });

  it('is written in production, or where it is wanted', async () => {
    const { url, lines } = await observed();
    await post(url, GIGS);
    expect(lines).toEqual([]);
  });
});

it('a proxy that is not trusted is told of, once, where addresses are limited', async () => {
  const forwarded = { 'x-forwarded-for': '198.51.100.1' };
  const { url, warnings } = await observed({ RATE_LIMIT_ADDRESS: '100/1' });
  await post(url, GIGS);
  expect(warnings).toEqual([]);
  for (let i = 0; i < 2; i += 1) await post(url, GIGS, forwarded);
  expect(warnings).toEqual([expect.stringMatching(/^There is a proxy in front, .*: set TRUST_PROXY\.$/)]);
  const trusting = await observed({ RATE_LIMIT_ADDRESS: '100/1', TRUST_PROXY: '1' });
  await post(trusting.url, GIGS, forwarded);
  expect(trusting.warnings).toEqual([]);
});
