import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock, systemClock } from '../../kernel/clock.ts';
import { range, until } from '../contracts/places.ts';
import { add, close, open } from './toys/asking.ts';
import { runToys, type Toys } from './toys/running.ts';
import { REMIND_AT } from './toys/services.ts';

const START = '2026-01-15T12:00:00.000Z';
let toys: Toys;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock(START);
  toys = await runToys({ clock });
});
afterEach(() => toys.close());

const remindersOf = async (stream: string) => {
  const events = await toys.hosted['counters']!.host.eventStore.read(stream);
  return events.filter(({ type }) => type === 'CounterReminded');
};

describe('a timer', () => {
  it('does not fire early, fires when it is due, and once', async () => {
    await toys.ask(open('c1'));
    clock.moveTo('2026-01-15T12:59:59.999Z');
    await toys.fireTimers();
    expect(await remindersOf('c1')).toEqual([]);

    clock.moveTo(REMIND_AT);
    await toys.fireTimers();
    clock.advance(3_600_000); // its view holds it still: the decider knows better, and so does the command's id
    await toys.fireTimers();
    expect(await remindersOf('c1')).toMatchObject([
      { at: REMIND_AT, actor: { kind: 'timer', id: 'remind' } },
    ]);
  });

  it.each([
    ['an event that ends the wait', add('c1', 1)],
    ['the end of its stream', close('c1')],
  ])('is ended by %s', async (_, ending) => {
    await toys.ask(open('c1'));
    await toys.ask(ending);
    clock.moveTo(REMIND_AT);
    await toys.fireTimers();
    expect(await remindersOf('c1')).toEqual([]);
  });

  it('that is due while its view lags is judged by the decider', async () => {
    await toys.ask(open('c1'));
    await toys.settled();
    await toys.ask({ type: 'Remind', data: { counterId: 'c1' } });
    clock.moveTo(REMIND_AT);
    await toys.fireTimers();
    expect(await remindersOf('c1')).toMatchObject([{ actor: { kind: 'user' } }]);
  });

  it('is one of many that fire at once', async () => {
    const ids = range(250).map((i) => `c${i}`);
    await Promise.all(ids.map((id) => toys.ask(open(id))));
    clock.moveTo(REMIND_AT);
    await toys.fireTimers();
    const reminders = await Promise.all(ids.map(remindersOf));
    expect(reminders.map(({ length }) => length)).toEqual(ids.map(() => 1));
  });
});

describe('a timer and a restart', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'chimera-timers-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const restart = async (at: string) => {
    await toys.close();
    clock.moveTo(at);
    toys = await runToys({ clock, folder });
  };

  it('fires after one that slept over it, and not again after the next', async () => {
    await restart(START);
    await toys.ask(open('c1'));
    await toys.settled();
    await restart('2026-01-16T00:00:00.000Z');
    await toys.fireTimers();
    expect(await remindersOf('c1')).toHaveLength(1);
    await restart('2026-01-17T00:00:00.000Z');
    await toys.fireTimers();
    expect(await remindersOf('c1')).toHaveLength(1);
  });
});

it('on the system’s clock fires by itself', async () => {
  await toys.close();
  toys = await runToys({ clock: systemClock });
  await toys.ask(open('c1'));
  await until(async () => (await remindersOf('c1')).length > 0);
});
