import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { SUPERGRAPH } from '../../schema/compose.ts';
import { quiet } from './fakes.ts';
import * as pages from './pages.ts';

type Planned = Parameters<NonNullable<Config['experimental_didResolveQueryPlan']>>[0]['queryPlan'];
type Config = NonNullable<ConstructorParameters<typeof ApolloGateway>[0]>;
type Node = NonNullable<Planned['node']>;

/** How many calls, and how many of them wait for one another. */
type Cost = { fetches: number; depth: number };

const costOf = (node: Node | undefined): Cost => {
  switch (node?.kind) {
    case 'Fetch':
      return { fetches: 1, depth: 1 };
    case 'Flatten':
      return costOf(node.node);
    case 'Sequence':
      return node.nodes.map(costOf).reduce(inSequence);
    case 'Parallel':
      return node.nodes.map(costOf).reduce(atOnce);
    default:
      throw new Error(`Expected a plan of fetches, got ${node?.kind}.`);
  }
};

const inSequence = (a: Cost, b: Cost) => ({ fetches: a.fetches + b.fetches, depth: a.depth + b.depth });
const atOnce = (a: Cost, b: Cost) => ({ fetches: a.fetches + b.fetches, depth: Math.max(a.depth, b.depth) });

describe('the plan of a page keeps within its budget', () => {
  let cost: Cost | undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
    buildService: () => ({ process: async () => ({ data: {} }) }),
    experimental_didResolveQueryPlan: ({ queryPlan }) => {
      cost = costOf(queryPlan.node as Node);
    },
    logger: { ...quiet, debug: () => {} },
  });
  let executor: Awaited<ReturnType<typeof gateway.load>>['executor'];
  beforeAll(async () => {
    ({ executor } = await gateway.load());
  });
  afterAll(() => gateway.stop());

  const planned = async (name: string, query: string) => {
    const variables = {
      input: { gigId: '', packageTier: 'BASIC', expectedTotalMinorUnits: 0, idempotencyKey: '' },
    };
    const request = { variables: name === 'placeOrder' ? variables : { input: {}, slug: '', id: '' } };
    const context = { request, document: parse(query), queryHash: name, metrics: {}, logger: quiet };
    await executor(context as unknown as Parameters<typeof executor>[0]);
    return cost;
  };

  it.each<[keyof typeof pages, Cost]>([
    ['searchHits', { fetches: 1, depth: 1 }],
    ['searchHitsWithFaces', { fetches: 2, depth: 2 }],
    ['gigPage', { fetches: 5, depth: 3 }],
    ['orderPage', { fetches: 5, depth: 2 }],
    ['sellerDashboard', { fetches: 9, depth: 3 }],
    ['placeOrder', { fetches: 2, depth: 2 }],
    ['anyNode', { fetches: 4, depth: 2 }],
  ])('%s: %j', async (name, budget) => {
    expect(await planned(name, pages[name])).toEqual(budget);
  });
});
