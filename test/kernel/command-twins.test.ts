import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../kernel/domain-error.ts';
import type { EventStore } from '../../kernel/event-store/event-store.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { add, asking, close, handlerOn, open } from './toys/asking.ts';

let store: EventStore;
let ask: ReturnType<typeof asking>;
beforeEach(async () => {
  store = await openSqliteEventStore(':memory:');
  ask = asking(handlerOn(store));
  await ask(open('c1'));
});
afterEach(() => store.close());

const askWith = (others: Partial<EventStore>) => asking(handlerOn({ ...store, ...others }));

describe('a command whose twin is done at the same moment', () => {
  it('is never refused for what its twin did', async () => {
    const late = askWith({
      async findCommand(id) {
        const found = await store.findCommand(id);
        if (!found) await ask(close('c1'), { commandId: 'once' });
        return found;
      },
    });
    expect(await late(close('c1'), { commandId: 'once' })).toMatchObject({ isRepeat: true });
  });

  it('is told so although it has lost every race', async () => {
    let appends = 0;
    const contended = askWith({
      async append(commit) {
        appends += 1;
        // The fourth try is the last, and meets its twin.
        await (appends < 4 ? ask(add('c1', 5)) : ask(add('c1', 1), { commandId: 'once' }));
        return store.append(commit);
      },
    });
    expect(await contended(add('c1', 1), { commandId: 'once' })).toMatchObject({ isRepeat: true });
    expect(appends).toBe(4);
  });
});

describe('what is no outage', () => {
  it('a store that has too much to do says so itself', async () => {
    const append = () => Promise.reject(new DomainError('OVERLOADED', 'Try again.'));
    await expect(askWith({ append })(add('c1', 1))).rejects.toMatchObject({ code: 'OVERLOADED' });
  });

  it('an event that is too large is a bug: asked again it would never become right', async () => {
    const asked = ask(open('c2', 'b1', 'x'.repeat(70_000)));
    await expect(asked).rejects.toThrow(RangeError);
    expect(await store.read('c2')).toEqual([]);
  });
});
