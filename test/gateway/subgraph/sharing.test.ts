import { describe, expect, it } from '@jest/globals';
import type { GatewayContext } from '../../../gateway/context.ts';
import { WireError } from '../../../gateway/wires/wire.ts';
import { reach, tokenOf, turn, viewer } from './reaching.ts';

it('queries are shared however many others are in flight', async () => {
  const { ask, sent, answer } = reach('gigs');
  const queries = Array.from({ length: 1_000 }, (_, i) => `{ gig(id: ${i}) { title } }`);
  const asked = Promise.all([...queries, ...queries].map((query) => ask(query, viewer('usr_1'))));
  await turn();
  expect(sent.length).toBeLessThan(1_020); // by chance a few find no room
  for (let i = 0; i < sent.length; i += 1) answer(i);
  expect(await asked).toHaveLength(2_000);
});

it('an operator who cannot be told keeps no answer from anybody', async () => {
  const broken = () => {
    throw new Error('The disk is full.');
  };
  const { ask, sent, answer } = reach('gigs', { onFetch: broken, onShared: broken });
  const asked = Promise.all([ask('{ a }', viewer('usr_1')), ask('{ a }', viewer('usr_1'))]);
  await turn();
  expect(sent).toHaveLength(1);
  answer(0);
  expect(await asked).toHaveLength(2);
});

describe('the same query twice at once', () => {
  it('is one call for one viewer, whatever the request’s id', async () => {
    const shared: string[] = [];
    const { ask, sent, answer } = reach('gigs', { onShared: (name) => shared.push(name) });
    const asked = Promise.all(
      ['1', '2', '3'].map((requestId) => ask('{ a }', { ...viewer('usr_1'), requestId })),
    );
    await turn();
    answer(0);
    expect(await asked).toEqual(Array(3).fill({ data: { who: 'Bearer usr_1, member, signed', cookie: '' } }));
    expect([sent.length, shared]).toEqual([1, ['gigs', 'gigs']]);
    void ask('{ a }', viewer('usr_1')); // nothing is kept once it has ended
    await turn();
    expect(sent).toHaveLength(2);
  });

  // Fails when the token, or the cookie, is dropped from the key.
  it.each<[string, Partial<GatewayContext>, Partial<GatewayContext>]>([
    ['viewers', viewer('usr_1'), viewer('usr_2')],
    ['rights', viewer('usr_1'), { viewer: { id: 'usr_1', isStaff: true } }],
    ['cookies', { ...viewer('usr_1'), cookie: 'a=1' }, { ...viewer('usr_1'), cookie: 'a=2' }],
    ['cookies, one of them none', viewer('usr_1'), { ...viewer('usr_1'), cookie: 'a=2' }],
  ])('is two calls for two %s', async (_, one, other) => {
    const { ask, sent, answer } = reach();
    const asked = Promise.all([ask('{ a }', one), ask('{ a }', other)]);
    await turn();
    expect(sent).toHaveLength(2);
    answer(0);
    answer(1);
    const told = async ({ viewer: who, cookie = '' }: Partial<GatewayContext>) => ({
      data: { who: await tokenOf(who!), cookie },
    });
    expect(await asked).toEqual([await told(one), await told(other)]);
  });

  it('is two calls for two texts that differ in one byte, wherever it is', async () => {
    const { ask, sent } = reach();
    const text = `{ ${'a '.repeat(2_000)}}`;
    for (let at = 2; at < 40; at += 2) void ask(`${text.slice(0, at)}b${text.slice(at + 1)}`);
    await turn();
    expect(sent).toHaveLength(19);
  });

  it('is two calls for two texts, for a mutation, and where sharing is off', async () => {
    const { ask, sent } = reach();
    for (const query of ['{ a }', '{ b }', 'mutation { a }', 'mutation { a }']) void ask(query);
    await turn();
    expect(sent).toHaveLength(4);
    const off = reach('users', { sharing: false });
    for (let i = 0; i < 2; i += 1) void off.ask();
    await turn();
    expect(off.sent).toHaveLength(2);
  });

  it('goes on while one of its askers is there, and ends with the last', async () => {
    const { ask, sent } = reach();
    const [first, second] = [new AbortController(), new AbortController()];
    void ask('{ a }', { signal: first.signal });
    void ask('{ a }', { signal: second.signal });
    await turn();
    first.abort();
    expect(sent[0]!.request.signal!.aborted).toBe(false);
    second.abort();
    expect(sent[0]!.request.signal!.aborted).toBe(true);
  });

  it('keeps the first one, which has left, waiting for the others: what is sent lies in its memory', async () => {
    const { ask, sent, answer } = reach();
    const leaving = { aborted: false };
    let isOver = false;
    const first = ask('{ a }', { signal: leaving }).finally(() => (isOver = true));
    const other = ask('{ a }');
    await turn();
    leaving.aborted = true;
    await turn();
    expect([sent.length, isOver]).toEqual([1, false]);
    answer(0);
    expect(await Promise.all([first, other])).toHaveLength(2);
  });

  it('is a failure for each of them when it fails', async () => {
    const { ask, sent } = reach();
    const asked = Promise.allSettled([ask(), ask()]);
    await turn();
    sent[0]!.settle.reject(new WireError('cut off', 'No.'));
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(sent).toHaveLength(1);
  });

  it('gives a cookie to one alone: the others ask for their own', async () => {
    const { ask, sent, answer } = reach();
    const cookies: string[][] = [[], []];
    const asked = Promise.all(cookies.map((setCookies) => ask('{ a }', { setCookies })));
    await turn();
    answer(0, { 'set-cookie': 'session=first' });
    await turn();
    expect(sent).toHaveLength(2);
    answer(1, { 'set-cookie': 'session=second' });
    await asked;
    expect(cookies).toEqual([['session=first'], ['session=second']]);
  });
});
