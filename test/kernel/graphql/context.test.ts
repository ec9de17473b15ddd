import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from '../../../kernel/graphql/context.ts';
import type { SubgraphResponse } from '../../../kernel/graphql/subgraph-call.ts';
import type { Viewer } from '../../../kernel/graphql/viewer.ts';
import { signViewerToken } from '../../../kernel/graphql/viewer-token.ts';
import type { Subgraph } from '../../../kernel/host.ts';
import { anonymous, asMember, openMarketplace, type Marketplace } from '../../marketplace.ts';
import { add, open } from '../toys/asking.ts';
import { countersService, countersWorker } from '../toys/services.ts';
import type { CounterCommand, CounterView } from '../toys/counters.ts';

type Load = { counter: { load(id: string): Promise<CounterView | null> } };
type Ctx = Context<Load, CounterCommand, CounterView | null>;

/** What the query `refused` does with its context is up to each test; it answers JSON. */
let run: (context: Ctx) => unknown = () => null;
const resolvers = {
  ...countersService.resolvers,
  Query: { refused: async (_: unknown, __: unknown, ctx: Ctx) => JSON.stringify(await run(ctx)) },
};
const counters: Subgraph = { service: { ...countersService, resolvers }, worker: countersWorker };

let market: Marketplace;
beforeEach(async () => void (market = await openMarketplace({ subgraphs: { counters } })));
afterEach(() => market.close());

const ana = asMember('usr_ana');
const call = async (
  headers: Record<string, string> = {},
  viewer: Viewer = ana,
): Promise<SubgraphResponse> => {
  const token = await signViewerToken(viewer, 'counters', market.gatewayKey, new Date());
  return market.calls['counters']!({
    query: '{ refused }',
    headers: { ...headers, authorization: `Bearer ${token}` },
  });
};
/** What a resolver of its own request comes to. */
const within = async <T>(what: (context: Ctx) => T, viewer: Viewer = ana): Promise<Awaited<T>> => {
  run = what;
  const { body } = await call({}, viewer);
  if (body.errors) throw Object.assign(new Error(body.errors[0]!.message), body.errors[0]!.extensions);
  return JSON.parse(body.data!['refused'] as string) as Awaited<T>;
};

describe('cookies', () => {
  it.each([
    [undefined, {}],
    ['', {}],
    ['a=1', { a: '1' }],
    ['a=1; b=two;c=3', { a: '1', b: 'two', c: '3' }],
    ['a=b=c==', { a: 'b=c==' }],
    ['nothing; a=1;', { a: '1' }],
  ])('%j come in', async (cookie, expected) => {
    run = ({ cookies }) => cookies;
    const { body } = await call(cookie === undefined ? {} : { cookie });
    expect(JSON.parse(body.data!['refused'] as string)).toEqual(expected);
  });

  it('named __proto__ change nothing but themselves', async () => {
    run = ({ cookies }) => [Object.keys(cookies), (cookies as { isStaff?: unknown }).isStaff ?? null];
    const { body } = await call({ cookie: '__proto__=x; a=1' });
    expect(JSON.parse(body.data!['refused'] as string)).toEqual([['__proto__', 'a'], null]);
  });

  it('that are set go out, a line each', async () => {
    run = ({ setCookie }) => ['a=1; HttpOnly', 'b=2'].forEach(setCookie);
    expect((await call()).headers).toEqual({ 'set-cookie': 'a=1; HttpOnly\nb=2' });
    run = () => null;
    expect((await call()).headers).toEqual({});
  });
});

describe('a request', () => {
  it('has the id that it came with, or one of its own', async () => {
    run = ({ requestId }) => requestId;
    expect((await call({ 'x-request-id': 'req_7' })).body.data!['refused']).toBe('"req_7"');
    expect((await call()).body.data!['refused']).toMatch(/^"req_\w{26}"$/);
  });

  it('loads anew what it loaded before its command', async () => {
    const totals = await within(async (context) => {
      await context.send(open('c1'), {});
      const before = (await context.load.counter.load('c1'))!.total ?? 0;
      await context.send(add('c1', 5), {});
      return [before, (await context.load.counter.load('c1'))!.total];
    });
    expect(totals).toEqual([0, 5]);
  });

  it('is answered the page and the events of its command', async () => {
    const { page, events, isRepeat } = await within(async ({ send }) => {
      await send(open('c1'), {});
      return send(add('c1', 5), { idempotencyKey: 'k' });
    });
    expect(page).toMatchObject({ id: 'c1', total: 5, version: 2 });
    expect(events.map(({ type }) => type)).toEqual(['CounterOpened', 'Added']);
    expect(isRepeat).toBe(false);
    const again = await within(({ send }) => send(add('c1', 5), { idempotencyKey: 'k' }));
    expect(again).toMatchObject({ page: { total: 5 }, isRepeat: true });
  });
});

describe('a request without a key or version', () => {
  it('is the same whether they are null or absent', async () => {
    await within(({ send }) => send(open('c1'), { idempotencyKey: null, expectedVersion: null }));
    const again = { idempotencyKey: 'k', expectedVersion: null };
    await within(({ send }) => send(add('c1', 1), again));
    expect(await within(({ send }) => send(add('c1', 1), { idempotencyKey: 'k' }))).toMatchObject({
      isRepeat: true,
    });
  });

  it('is a command of its own each time', async () => {
    await within(({ send }) => send(open('c1'), {}));
    for (const total of [1, 2])
      expect(await within(({ send }) => send(add('c1', 1), {}))).toMatchObject({ page: { total } });
  });
});

describe('a new id', () => {
  const newId = (idempotencyKey: string | null, viewer = ana, command = 'OpenCounter' as const) =>
    within(({ newId: next }) => next('ctr', command, { idempotencyKey }), viewer);

  it('follows from who asks and their key', async () => {
    expect(await newId('k')).toBe(await newId('k'));
    expect(await newId('k')).not.toBe(await newId('l'));
    expect(await newId('k')).not.toBe(await newId('k', asMember('usr_bob')));
    expect(await newId('k')).not.toBe(await newId('k', anonymous));
  });

  it('without a key is new each time', async () => expect(await newId(null)).not.toBe(await newId(null)));
});

describe('a private text', () => {
  const textId = (body: string, idempotencyKey: string | null, viewer = ana) =>
    within(({ text }) => text(body, { idempotencyKey }), viewer);

  it('has an id that follows from its author, its key and itself', async () => {
    expect(await textId('hello', 'k')).toBe(await textId('hello', 'k'));
    const id = await textId('hello', 'k');
    expect(await textId('hullo', 'k')).not.toBe(id);
    expect(await textId('hello', 'l')).not.toBe(id);
    expect(await textId('hello', 'k', asMember('usr_bob'))).not.toBe(id);
    expect(await textId('hello', null)).not.toBe(await textId('hello', null));
  });

  it('has an id that does not tell what it says', async () => {
    const elsewhere = await openMarketplace({ subgraphs: { counters } });
    const here = await textId('hello', 'k');
    const token = await signViewerToken(ana, 'counters', elsewhere.gatewayKey, new Date());
    const headers = { authorization: `Bearer ${token}` };
    const { body } = await elsewhere.calls['counters']!({ query: '{ refused }', headers });
    expect(JSON.parse(body.data!['refused'] as string)).not.toBe(here);
    await elsewhere.close();
  });

  it('is of a member', async () =>
    expect(textId('hello', 'k', anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' }));
});
