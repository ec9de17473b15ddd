import { expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { timesByTwo } from '../../roles/times.ts';

const NAMED = { name: 'a_seconds', help: 'Some "times".', buckets: [0.1, 1] };
const SEEN: [string, string, number][] = [
  ['gigs', 'answered', 0.1],
  ['gigs', 'answered', 0.11],
  ['gigs', 'failed', 7],
  ['say "x"\n', 'answered', 0],
];

it('times are told as prom-client’s own histogram tells them', async () => {
  const [theirs, ours] = [new Registry(), new Registry()];
  const labelNames: [string, string] = ['subgraph', 'result'];
  const histogram = new Histogram({ ...NAMED, labelNames, registers: [theirs] });
  const observe = timesByTwo(ours, { ...NAMED, labelNames });
  for (const [subgraph, result, seconds] of SEEN) {
    histogram.observe({ subgraph, result }, seconds);
    observe(subgraph, result, seconds);
  }
  expect(await ours.metrics()).toBe(await theirs.metrics());
  ours.resetMetrics();
  expect(await ours.metrics()).toBe('# HELP a_seconds Some "times".\n# TYPE a_seconds histogram\n');
});
