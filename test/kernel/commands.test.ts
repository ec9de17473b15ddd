import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore } from '../../kernel/event-store/event-store.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { range } from '../contracts/places.ts';
import { asMember, openMarketplace, type Marketplace } from '../marketplace.ts';
import { add, asking, close, handlerOn, open, outcomesOf } from './toys/asking.ts';
import { countersSubgraph } from './toys/services.ts';

let store: EventStore;
let ask: ReturnType<typeof asking>;
beforeEach(async () => {
  store = await openSqliteEventStore(':memory:');
  ask = asking(handlerOn(store));
});
let market: Marketplace | undefined;
afterEach(async () => {
  await store.close();
  await market?.close();
  market = undefined;
});

/** The handler on the same log, where some of the store's functions are others. */
const askWith = (others: Partial<EventStore>) => asking(handlerOn({ ...store, ...others }));
const revisions = async (stream: string) => (await store.read(stream)).map(({ revision }) => revision);
const refusal = (code: string) => expect.objectContaining({ code });
const down = async () => {
  throw new Error('disk I/O error');
};

describe('a lost race', () => {
  it('is decided again: four at once on one stream all land, without a gap', async () => {
    await ask(open('c1'));
    expect(await outcomesOf(range(4).map(() => ask(add('c1', 1, 1))))).toEqual(Array(4).fill('done'));
    expect(await revisions('c1')).toEqual(range(9).map((i) => i + 1));
  });

  it('is given up after four tries, and then nothing was done: who asks again lands', async () => {
    await ask(open('c1'));
    const persistent = async (i: number): Promise<unknown> =>
      ask(add('c1', 1), { commandId: `persistent-${i}` }).catch((error) => {
        expect(error).toEqual(refusal('CONFLICT'));
        return persistent(i);
      });
    await Promise.all(range(30).map(persistent));
    expect(await revisions('c1')).toEqual(range(31).map((i) => i + 1));
  });

  it('is decided on what the winner did', async () => {
    await ask(open('c1'));
    const outcomes = await outcomesOf([ask(close('c1')), ask(add('c1', 1)), ask(close('c1'))]);
    expect(outcomes).toEqual(['NOT_OPEN', 'NOT_OPEN', 'done']);
    expect((await store.read('c1')).map(({ type }) => type)).toEqual(['CounterOpened', 'CounterClosed']);
  });
});

describe('expectedVersion', () => {
  it('refuses with CONFLICT unless it is the revision', async () => {
    await ask(open('c1'));
    for (const expectedVersion of [0, 2, -1])
      await expect(ask(add('c1', 1), { expectedVersion })).rejects.toEqual(refusal('CONFLICT'));
    await ask(add('c1', 1), { expectedVersion: 1 });
    expect(await revisions('c1')).toEqual([1, 2]);
  });

  it('lets one of many that know the same revision through', async () => {
    await ask(open('c1'));
    const outcomes = await outcomesOf(range(4).map(() => ask(add('c1', 1), { expectedVersion: 1 })));
    expect(outcomes).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'done']);
  });

  it('is not told to those whom the decider refuses', async () => {
    await expect(ask(add('c1', 1), { expectedVersion: 7 })).rejects.toEqual(refusal('NOT_OPEN'));
  });
});

describe('a commandId asked twice', () => {
  beforeEach(() => ask(open('c1')));

  it('does the same request once, and answers the stream as it is', async () => {
    const first = await ask(add('c1', 5), { commandId: 'once', expectedVersion: 1 });
    const again = await ask(add('c1', 5), { commandId: 'once', expectedVersion: 1 });
    expect(first.isRepeat).toBe(false);
    expect(again).toEqual({ ...first, isRepeat: true });
    expect(await revisions('c1')).toEqual([1, 2]);
  });

  it('refuses another request', async () => {
    await ask(add('c1', 5), { commandId: 'once', requestHash: 'five' });
    const other = ask(add('c1', 6), { commandId: 'once', requestHash: 'six' });
    await expect(other).rejects.toEqual(refusal('IDEMPOTENCY_KEY_REUSED'));
    expect(await revisions('c1')).toEqual([1, 2]);
  });

  it('has one effect when it is asked many times at once', async () => {
    const answers = await Promise.all(range(64).map(() => ask(add('c1', 5), { commandId: 'once' })));
    expect(answers.map(({ isRepeat }) => isRepeat).filter((isRepeat) => !isRepeat)).toEqual([false]);
    expect(new Set(answers.map(({ events }) => events.at(-1)!.id)).size).toBe(1);
    expect(await revisions('c1')).toEqual([1, 2]);
  });

  it('lets one through when two requests ask at once', async () => {
    const both = ['five', 'six'].map((requestHash) => ask(add('c1', 5), { commandId: 'once', requestHash }));
    expect(await outcomesOf(both)).toEqual(['IDEMPOTENCY_KEY_REUSED', 'done']);
    expect(await revisions('c1')).toEqual([1, 2]);
  });

  it.each([
    ['refused', 0],
    ['nothing new', undefined],
  ])('leaves no record when it was %s: it is decided anew', async (_, amount) => {
    const amounts = amount === undefined ? [] : [amount];
    await outcomesOf([ask(add('c1', ...amounts), { commandId: 'later' })]);
    expect(await store.findCommand('later')).toBeUndefined();
    expect(await ask(add('c1', 5), { commandId: 'later', requestHash: 'other' })).toMatchObject({
      isRepeat: false,
    });
  });
});

it('64 race for one claim: one wins, and the others leave nothing', async () => {
  const outcomes = await outcomesOf(range(64).map((i) => ask(open(`c${i}`, 'b1', 'ana'))));
  expect(outcomes).toEqual([...Array(63).fill('NAME_TAKEN'), 'done']);
  expect(await store.readAll(0, 100)).toHaveLength(1);
});

describe('a store that throws', () => {
  beforeEach(() => ask(open('c1')));

  it.each(['findCommand', 'read', 'append'] as const)(
    'in %s is RETRYABLE, and nothing is done',
    async (name) => {
      const asked = askWith({ [name]: down })(add('c1', 1));
      await expect(asked).rejects.toMatchObject({ code: 'RETRYABLE', cause: { message: 'disk I/O error' } });
      expect(await revisions('c1')).toEqual([1]);
    },
  );

  it('after the append took effect: who asks again is answered what was done', async () => {
    const append: EventStore['append'] = async (commit) => (await store.append(commit)) && down();
    const asked = askWith({ append })(add('c1', 1), { commandId: 'once' });
    await expect(asked).rejects.toEqual(refusal('RETRYABLE'));
    expect(await ask(add('c1', 1), { commandId: 'once' })).toMatchObject({ isRepeat: true });
    expect(await revisions('c1')).toEqual([1, 2]);
  });
});

describe('what is written before the events', () => {
  const written: string[] = [];
  const before = async () => void written.push('before');
  beforeEach(async () => {
    written.length = 0;
    await ask(open('c1'));
  });

  it('is written after decide, before each try to append', async () => {
    const append: EventStore['append'] = (commit) => {
      written.push('append');
      return store.append(commit);
    };
    await askWith({ append })(add('c1', 1), { before });
    expect(written).toEqual(['before', 'append']);
  });

  it.each([
    ['refused', add('c1', 0), {}],
    ['nothing new', add('c1'), {}],
    ['of another version', add('c1', 1), { expectedVersion: 9 }],
  ])('is not written for a command that is %s', async (_, asked, request) => {
    await outcomesOf([ask(asked, { ...request, before })]);
    expect(written).toEqual([]);
  });

  it('is not written again for a repetition', async () => {
    for (const _ of range(2)) await ask(add('c1', 1), { commandId: 'once', before });
    expect(written).toEqual(['before']);
  });

  it('stops the command when it cannot be written', async () => {
    await expect(ask(add('c1', 1), { before: down })).rejects.toMatchObject({ code: 'RETRYABLE' });
    expect(await revisions('c1')).toEqual([1]);
  });
});

it('keeps a private text with its event, and none of a refused command of the same request', async () => {
  market = await openMarketplace({ subgraphs: { counters: countersSubgraph } });
  const { host, handleCommand } = market.hosted['counters']!;
  await asking(handleCommand)(open('c1'));
  const note = (id: string, body: string) =>
    `note(input: { id: "${id}", body: "${body}" }) { counter { version } userErrors { code } }`;
  const mutation = `mutation { gone: ${note('absent', 'gone')} kept: ${note('c1', 'kept')} }`;
  const { data } = await market.ask(asMember('usr_1'), 'counters', mutation);
  expect(data).toEqual({
    gone: { counter: null, userErrors: [{ code: 'NOT_OPEN' }] },
    kept: { counter: { version: 2 }, userErrors: [] },
  });
  const [noted] = await host.eventStore.read('c1', 1);
  const { textId: id } = noted!.data as { textId: string };
  expect(await host.texts.all()).toEqual([{ id, subjectId: 'usr_1', body: 'kept' }]);
});
