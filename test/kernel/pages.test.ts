import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runService } from '../../kernel/run-service.ts';
import { hostService, type Hosted } from '../../kernel/host.ts';
import { runWorker } from '../../kernel/run-worker.ts';
import { asMember, openMarketplace, type Marketplace } from '../marketplace.ts';
import { signViewerToken } from '../../kernel/graphql/viewer-token.ts';
import { add, asking, close, note, open } from './toys/asking.ts';
import { BREAKS } from './toys/counters.ts';
import { countersSubgraph } from './toys/services.ts';

let market: Marketplace;
let hosted: Hosted;
let ask: ReturnType<typeof asking>;
/** A service whose worker does not run. */
beforeEach(async () => {
  market = await openMarketplace({
    subgraphs: {},
    log: { info() {}, warn() {}, error() {} },
  });
  hosted = await hostService(market.ground, countersSubgraph);
  ask = asking(hosted.handleCommand);
});
afterEach(() => market.close());

const page = async (id: string) => (await hosted.host.pages['counter']!.get([id]))[0];
const stored = async (id: string) => (await hosted.host.views['counters']!.get([id]))[0];
const settle = async () => {
  const worker = await runWorker(hosted);
  while (Object.keys(await worker.lag()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await worker.close();
};

describe('with no worker running, who writes reads their own write', () => {
  it('from the page', async () => {
    await ask(open('c1', 'b1', 'one'));
    await ask(add('c1', 2, 3));
    expect(await stored('c1')).toBeNull();
    expect(await page('c1')).toEqual({ id: 'c1', boardId: 'b1', name: 'one', total: 5, version: 3 });
  });

  it('in the answer of the mutation and in every query after it', async () => {
    const call = runService(hosted, [market.gatewayKey]);
    const token = await signViewerToken(asMember('usr_1'), 'counters', market.gatewayKey, new Date());
    const query = async (text: string) =>
      (await call({ query: text, headers: { authorization: `Bearer ${token}` } })).body.data as never;
    const opened = await query(
      'mutation { openCounter(input: { name: "one", boardId: "b1" }) { counter { id version } } }',
    );
    const { id } = (opened as { openCounter: { counter: { id: string } } }).openCounter.counter;
    const addTwo = `add(input: { id: "${id}", amounts: [2] }) { counter { total version } }`;
    expect(await query(`mutation { a: ${addTwo} b: ${addTwo} }`)).toEqual({
      a: { counter: { total: 2, version: 2 } },
      b: { counter: { total: 4, version: 3 } },
    });
    expect(await query(`{ counter(id: "${id}") { total } }`)).toEqual({ counter: { total: 4 } });
  });
});

describe('a page', () => {
  it('is the stored document with the newer events folded in, each once', async () => {
    await ask(open('c1'));
    await ask(add('c1', 2));
    await settle();
    await ask(add('c1', 3));
    expect(await stored('c1')).toMatchObject({ total: 2, version: 2 });
    expect(await page('c1')).toMatchObject({ total: 5, version: 3 });
    await settle();
    expect(await page('c1')).toEqual(await stored('c1'));
  });

  it('has the version of its stream, also after events that it does not handle', async () => {
    await ask(open('c1'));
    await ask(note('c1'));
    expect(await page('c1')).toMatchObject({ version: 2 });
    await settle();
    expect(await stored('c1')).toMatchObject({ version: 2 });
    await ask(add('c1', 1), { expectedVersion: 2 });
  });

  it('of nothing is null, and so is one that was removed', async () => {
    expect(await page('c0')).toBeNull();
    await ask(open('c1'));
    await ask(close('c1'));
    expect(await page('c1')).toBeNull();
    await settle();
    expect(await page('c1')).toBeNull();
  });

  it('that a handler breaks stays as it was before, with its worker as without', async () => {
    await ask(open('c1'));
    await ask(add('c1', 2));
    await ask(add('c1', BREAKS));
    expect(await page('c1')).toMatchObject({ total: 2, version: 2 });
    await settle();
    expect(await page('c1')).toMatchObject({ total: 2, version: 2 });
  });

  it('stays as it was also for what comes after the event that broke it', async () => {
    await ask(open('c1'));
    await ask(add('c1', BREAKS));
    await ask(add('c1', 1));
    const before = await page('c1');
    await settle();
    expect(await page('c1')).toEqual(before);
  });

  it('is one of many that are read in two calls', async () => {
    for (const id of ['c1', 'c2', 'c3']) await ask(open(id));
    const pages = await hosted.host.pages['counter']!.get(['c3', 'none', 'c1']);
    expect(pages.map((one) => one?.id)).toEqual(['c3', undefined, 'c1']);
  });
});
