import { beforeAll, describe, expect, it } from '@jest/globals';
import { examples } from '../../../gateway/explorer/examples.ts';
import * as pages from '../pages.ts';
import { planned, type Federation } from './both.ts';
import { verdictOf } from './differential.ts';
import { chimera } from './supergraphs/chimera.ts';
import type { WeatherName } from './weathers.ts';

// Nothing that our own pages ask is left to Apollo's executor: not in health, and not in an outage.

const WEATHERS: WeatherName[] = ['plain', 'errors and missing entities', 'subgraphs down', 'other layouts'];
const SEEDS = [1, 2, 3, 4, 5];

const operations = [
  ...examples.flatMap(({ name, operation, variables, findings = [] }) => [
    { name, query: operation, variables },
    ...findings.map(({ query }, i) => ({ name: `${name}, finding ${i + 1}`, query, variables })),
  ]),
  ...Object.entries(pages).map(([name, query]) => ({
    name,
    query,
    variables: { input: {}, slug: 'Gig:1', id: 'Gig:2' },
  })),
];

describe('our storefront is answered in bytes, as Apollo’s executor would', () => {
  let federation: Federation;
  beforeAll(() => {
    federation = chimera();
  });

  it('knows operations', () => expect(operations.length).toBeGreaterThan(20));

  it.each(operations)('$name', async ({ query, variables }) => {
    const of = planned(federation, { query, variables })!;
    for (const weather of WEATHERS)
      for (const seed of SEEDS)
        expect({
          weather,
          seed,
          verdict: await verdictOf(federation, { planned: of, variables, weather, seed }),
        }).toEqual({
          ...{ weather, seed, verdict: 'same' },
        });
  });
});
