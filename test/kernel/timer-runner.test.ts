import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { ManualClock } from '../../kernel/clock.ts';
import type { HandleCommand } from '../../kernel/command-handler.ts';
import { DomainError } from '../../kernel/domain-error.ts';
import { createMetrics } from '../../kernel/metrics.ts';
import { viewDefinition } from '../../kernel/projection.ts';
import { startTimers } from '../../kernel/timer-runner.ts';
import type { Timer } from '../../kernel/timers.ts';
import type { View } from '../../kernel/view-store/view-store.ts';
import { range, until } from '../contracts/places.ts';
import { keepLog, open } from './toys/asking.ts';
import { timers } from './toys/counters.ts';
import { runToys, type Toys } from './toys/running.ts';
import { REMIND_AT } from './toys/services.ts';

let toys: Toys;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock('2026-01-15T12:00:00.000Z');
  toys = await runToys({ clock });
});
afterEach(() => toys.close());

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
    await sleep(2_200); // two ticks of its own
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

  it('takes a store that does not answer for a failure, too', async () => {
    clock.moveTo(REMIND_AT);
    const runner = fireWith(() => Promise.reject(new DomainError('RETRYABLE', 'Not now.')));
    await runner.fireDue();
    await runner.close();
    expect(log.messages).toHaveLength(2);
    expect(await registry.metrics()).toContain('kind="remind",result="failed"} 2');
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
