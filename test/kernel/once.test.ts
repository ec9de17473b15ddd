import { expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { HandleCommand } from '../../kernel/command-handler.ts';
import type { Reaction } from '../../kernel/chimera.ts';
import { ManualClock } from '../../kernel/clock.ts';
import type { EventStore } from '../../kernel/event-store/event-store.ts';
import type { Recorded } from '../../kernel/messages.ts';
import { createMetrics } from '../../kernel/metrics.ts';
import { react } from '../../kernel/reactor.ts';
import { startTimers } from '../../kernel/timer-runner.ts';
import type { Timer } from '../../kernel/timers.ts';
import type { View } from '../../kernel/view-store/view-store.ts';
import { commitOf } from '../contracts/event-store/commits.ts';

// By which ids what follows from an event counts once: the same again has the same, all else another.

const clock = new ManualClock('2026-01-15T12:00:00.000Z');
const metrics = createMetrics(new Registry(), 'test');

const recorder = () => {
  const ids: string[] = [];
  const handleCommand: HandleCommand = async (_, { commandId }) => {
    ids.push(commandId);
    return { stream: 'str_1', events: [], isRepeat: false };
  };
  return { ids, handleCommand };
};

const event: Recorded = { ...commitOf('str_1').events[0]!, position: 1_000 };

it('a reaction to an event has one id, another reaction to it and another event have others', async () => {
  const { ids, handleCommand } = recorder();
  const reaction: Reaction = {
    since: '2026-01-01T00:00:00.000Z',
    on: { Noted: (_, means) => means.send({ type: 'Answer', data: {} }) },
  };
  const outside = { handleCommand, tools: {}, eventStore: {} as EventStore, clock, metrics };
  await react({ ...outside, name: 'answer', reaction }, event);
  await react({ ...outside, name: 'answer', reaction }, event);
  await react({ ...outside, name: 'greet', reaction }, event);
  await react({ ...outside, name: 'answer', reaction }, { ...event, id: 'evt_other' });
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(3);
});

it('a timer has one id for each of its deadlines', async () => {
  const { ids, handleCommand } = recorder();
  let due: Timer[] = [];
  const view = { find: async () => due } as unknown as View<Timer>;
  const log = { info() {}, warn() {}, error() {} };
  const fire = { remind: () => ({ type: 'Remind', data: {} }) };
  const timers = startTimers({ fire, view, handleCommand, clock, metrics, log });
  const timerAt = (dueAt: string): Timer => ({ id: 'str_1:remind', stream: 'str_1', kind: 'remind', dueAt });
  for (const dueAt of ['2026-01-15T11:00:00.000Z', '2026-01-15T11:30:00.000Z']) {
    due = [timerAt(dueAt)];
    await timers.fireDue();
    clock.advance(31_000); // it is still due: fired again, under the same id
    await timers.fireDue();
  }
  await timers.close();
  expect(ids).toHaveLength(4);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).toBe(ids[3]);
  expect(ids[0]).not.toBe(ids[2]);
});
