import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { View } from '../../../kernel/view-store/view-store.ts';
import { range } from '../../contracts/places.ts';
import { asMember, asStaff, openMarketplace, type Marketplace } from '../../marketplace.ts';
import { asking, open } from '../toys/asking.ts';
import { countersSubgraph } from '../toys/services.ts';

let market: Marketplace;
let reads: string[];
const ana = asMember('usr_ana');
const ask = (query: string, variables = {}, viewer = ana) => market.ask(viewer, 'counters', query, variables);

/** Boards b0 to b9 with five counters each, `c0` to `c4`; reads of the view are noted from here on. */
beforeEach(async () => {
  market = await openMarketplace({ subgraphs: { counters: countersSubgraph } });
  const { host, handleCommand } = market.hosted['counters']!;
  const places = range(10).flatMap((board) => range(5).map((i) => ({ board, i })));
  await Promise.all(
    places.map(({ board, i }) =>
      asking(handleCommand)(open(`ctr_${board}${i}`, `b${board}`, `c${i} b${board}`)),
    ),
  );
  await market.settled();
  reads = [];
  const view = host.views['counters']! as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const name of ['load', 'get', 'find', 'findEach', 'count', 'countEach'] satisfies (keyof View)[]) {
    const read = view[name]!;
    view[name] = (...given) => {
      reads.push(name);
      return read(...given);
    };
  }
});
afterEach(() => market.close());

const boards = (fields: string, count = 10) => {
  const ids = JSON.stringify(range(count).map((i) => `b${i}`));
  return `{ boards(ids: ${ids}) { id ${fields} } }`;
};

describe('a list under each of many parents', () => {
  it.each([1, 10])('under %d parents is one read', async (count) => {
    const { data } = await ask(boards('counters(first: 2) { nodes { id name } }', count));
    expect(data.boards).toHaveLength(count);
    expect(data.boards[count - 1].counters.nodes).toMatchObject([
      { name: `c0 b${count - 1}` },
      { name: `c1 b${count - 1}` },
    ]);
    expect(reads).toEqual(['findEach']);
  });

  it('is counted only when asked, for all parents in one more read', async () => {
    const { data } = await ask(boards('counters(first: 2) { totalCount nodes { id } }'));
    expect(
      data.boards.map(({ counters }: { counters: { totalCount: number } }) => counters.totalCount),
    ).toEqual(Array(10).fill(5));
    expect(reads.sort()).toEqual(['countEach', 'findEach']);
  });

  it('in two sizes is one read for each size, and shares the count', async () => {
    const two = boards(
      'a: counters(first: 2) { totalCount } b: counters(first: 3) { totalCount nodes { id } }',
    );
    const { data } = await ask(two);
    expect(data.boards[9].b.nodes).toHaveLength(3);
    expect(reads.sort()).toEqual(['countEach', 'findEach', 'findEach']);
  });

  it('pages on from its cursor to its end, each once', async () => {
    const names: string[] = [];
    for (let after: string | null = null; ;) {
      const page = `counters(first: 2, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } }`;
      const { data } = await ask(`query ($after: String) { boards(ids: ["b3"]) { id ${page} } }`, { after });
      const { nodes, pageInfo } = data.boards[0].counters;
      names.push(...nodes.map(({ name }: { name: string }) => name));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(names).toEqual(range(5).map((i) => `c${i} b3`));
  });
});

describe('a list of its own', () => {
  it('is one read, and one more when it is counted', async () => {
    await ask('{ counters(first: 3) { nodes { id } pageInfo { hasNextPage endCursor } } }');
    expect(reads).toEqual(['find']);
    const { data } = await ask('{ counters(first: 3) { totalCount nodes { id } } }');
    expect(data.counters.totalCount).toBe(50);
    expect(reads).toEqual(['find', 'find', 'count']);
  });

  it('has 20 on a page unless it is told otherwise', async () => {
    const { data } = await ask('{ a: counters { nodes { id } } b: counters(first: null) { nodes { id } } }');
    expect([data.a.nodes.length, data.b.nodes.length]).toEqual([20, 20]);
  });

  it('is empty without a cursor where nothing is', async () => {
    const page = 'counters { nodes { id } totalCount pageInfo { hasNextPage endCursor } }';
    const { data } = await ask(`{ boards(ids: ["nowhere"]) { ${page} } }`);
    expect(data.boards[0].counters).toEqual({
      nodes: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });
});

describe('a page’s size', () => {
  it.each([0, -5, 101, 1e9, -(2 ** 31)])('of %d is refused before anything is read', async (first) => {
    const list = `(first: ${first}) { nodes { id } }`;
    const { errors } = await ask(`{ counters${list} boards(ids: ["b1"]) { counters${list} } }`);
    const refused = {
      message: `Expected first to be 1 to 100, got ${first}.`,
      extensions: { code: 'INVALID', field: ['first'] },
    };
    expect(errors).toMatchObject([refused, refused]);
    const at = (...path: unknown[]) => expect.objectContaining({ path });
    expect(errors).toEqual(expect.arrayContaining([at('counters'), at('boards', 0, 'counters')]));
    expect(reads).toEqual([]);
  });

  it.each([1, 100])('of %d is allowed', async (first) => {
    const { data } = await ask(`{ counters(first: ${first}) { nodes { id } } }`);
    expect(data.counters.nodes).toHaveLength(Math.min(first, 50));
  });

  it('that is refused spoils no other list of the request', async () => {
    const list = (first: number) => `counters(first: ${first}) { totalCount }`;
    const { data } = await ask(`{ boards(ids: ["b1"]) { good: ${list(2)} bad: ${list(0)} } }`);
    expect(data.boards).toEqual([{ good: { totalCount: 5 }, bad: null }]);
  });
});

it('what a viewer may not see is in no list', async () => {
  const { handleCommand } = market.hosted['counters']!;
  await asking(handleCommand)(open('ctr_hidden', 'b0', '_hidden'));
  await market.settled();
  const query = '{ boards(ids: ["b0"]) { counters { nodes { id } } } counter(id: "ctr_hidden") { id } }';
  const { data } = await ask(query);
  expect(data.boards[0].counters.nodes).toHaveLength(5);
  expect(data.counter).toBeNull();
  const { data: seen } = await ask(query, {}, asStaff());
  expect(seen.boards[0].counters.nodes).toHaveLength(6);
  expect(seen.counter).toEqual({ id: 'ctr_hidden' });
});
