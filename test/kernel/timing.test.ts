import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { ManualClock, systemClock } from '../../kernel/clock.ts';
import type { HandleCommand } from '../../kernel/command-handler.ts';
import { DomainError } from '../../kernel/domain-error.ts';
import { createMetrics } from '../../kernel/metrics.ts';
import { viewDefinition } from '../../kernel/projection.ts';
import { startTimers } from '../../kernel/timer-runner.ts';
import type { Timer } from '../../kernel/timers.ts';
import type { View } from '../../kernel/view-store/view-store.ts';
import { range, until } from '../contracts/places.ts';
import { add, close, keepLog, open } from './toys/asking.ts';
import { timers } from './toys/counters.ts';
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

describe('what fires timers', () => {
  type Sent = Parameters<HandleCommand>;
  let view: View<Timer>;
  let sent: Sent[];
  let log: ReturnType<typeof keepLog>;
  let registry: Registry;

  beforeEach(async () => {
    const { viewStore } = toys.hosted['counters']!.stores;
    view = (await viewStore.open(viewDefinition(timers))) as unknown as View<Timer>;
    sent = [];
    registry = new Registry();
    log = keepLog();
    for (const id of ['c1', 'c2']) await toys.ask(open(id));
    await toys.settled();
  });

  /** With `handle` in place of the command handler. */
  const fireWith = (handle: HandleCommand, fire = { remind: () => ({ type: 'Remind', data: {} }) }) =>
    startTimers({
      fire,
      view,
      clock,
      metrics: createMetrics(registry, 'counters'),
      log: log.log,
      handleCommand: (...given) => {
        sent.push(given);
        return handle(...given);
      },
    });
  const nothing: HandleCommand = async () => ({ stream: 'c1', events: [], isRepeat: false });

  it('asks once, and not each tick, while nothing comes of it; after half a minute again', async () => {
    clock.moveTo(REMIND_AT);
    const runner = fireWith(nothing);
    await sleep(600); // two ticks of its own
    for (const _ of range(5)) await runner.fireDue();
    expect(sent).toHaveLength(2);
    clock.advance(29_999);
    await runner.fireDue();
    expect(sent).toHaveLength(2);
    clock.advance(1);
    await runner.fireDue();
    expect(sent).toHaveLength(4);
    await runner.close();
    expect(new Set(sent.map(([, { commandId }]) => commandId)).size).toBe(2);
  });

  it('tells a refusal from a failure, and goes on after either', async () => {
    clock.moveTo(REMIND_AT);
    const runner = fireWith(async ({ at }) => {
      if (sent.length === 1) throw new DomainError('NOT_OPEN', `Not at ${at}.`);
      throw new Error('It fails.');
    });
    expect(await runner.fireDue()).toBe(2);
    expect(log.messages).toEqual(['A timer failed; it is tried again.']);
    clock.advance(30_000);
    expect(await runner.fireDue()).toBe(2);
    await runner.close();
  });

  it('counts what it could not read, and reads it again', async () => {
    const find = view.find;
    let isDown = true;
    view = { ...view, find: (query) => (isDown ? Promise.reject(new Error('It is down.')) : find(query)) };
    clock.moveTo(REMIND_AT);
    const runner = fireWith(nothing);
    await until(() => log.messages.length > 0);
    expect(log.messages[0]).toBe('Timers could not be read; they are tried again.');
    isDown = false;
    await until(() => sent.length === 2);
    await runner.close();
    const failed = 'chimera_timers_total{service="counters",kind="any",result="failed"}';
    expect(await registry.metrics()).toContain(failed);
  });

  it('passes over a kind that this build does not know', async () => {
    clock.moveTo(REMIND_AT);
    const runner = fireWith(nothing, {} as never);
    expect(await runner.fireDue()).toBe(2);
    expect(sent).toEqual([]);
    expect(log.messages).toHaveLength(2);
    await runner.close();
  });
});
