import { describe, expect, it } from '@jest/globals';
import { days, later } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/messages.ts';
import { machine, roleOf } from '../../subgraphs/orders/decider/machine.ts';
import { isPlaced, type Placed } from '../../subgraphs/orders/decider/order.ts';
import { fire, timers } from '../../subgraphs/orders/projections/timers.ts';
import { member, reaction, timer } from '../given.ts';
import { projectAll, recorded } from '../recorded.ts';
import { bea, ORDER, PLACED, sam } from './story.ts';
import {
  ask,
  commands,
  fail,
  outcomeOf,
  situations,
  stateAfter,
  walk,
  type History,
  type Step,
} from './walks.ts';

const actors: Record<string, Actor> = {
  buyer: bea,
  seller: sam,
  stranger: member('usr_stranger'),
  staff: { kind: 'staff', id: 'usr_stacy' },
  timer: timer('any'),
  reaction: reaction('any'),
};
const names = Object.keys(situations) as (keyof typeof situations)[];
const types = Object.keys(commands) as (keyof typeof commands)[];
/** Every deadline has passed. */
const AT = later(PLACED, days(100));

const placed = (history: History): Placed => {
  const order = stateAfter(history);
  if (!isPlaced(order)) throw new Error('Every situation begins with a placed order.');
  return order;
};

/** By the table: the refusal, `nothing`, or the row that is taken. */
const expected = (history: History, type: string, by: Actor) => {
  const order = placed(history);
  const role = roleOf(by, order);
  if (!role && by.kind !== 'staff') return 'NOT_FOUND';
  const rows = machine.filter((row) => row.command === type && row.by === role);
  if (rows.length === 0) return 'FORBIDDEN';
  const row = rows.find(({ from }) => from.includes(order.status));
  if (by.kind === 'timer' || by.kind === 'reaction')
    return row && (!('holds' in row) || row.holds?.(order, AT)) ? row : 'nothing';
  if (!row) return 'ILLEGAL_STATE';
  return ('refuses' in row && row.refuses?.(order, AT)?.code) || row;
};

const cases = names.flatMap((name) =>
  types.flatMap((type) => Object.entries(actors).map(([who, by]) => ({ name, type, who, by }))),
);

describe('the machine', () => {
  it.each(cases)('$name: $type by $who', ({ name, type, by }) => {
    const history = situations[name];
    const row = expected(history, type, by);
    const step = ask(type, by, AT);
    if (typeof row === 'string') return expect(outcomeOf(history, step)).toBe(row);
    const after = walk(history, step);
    expect(after.length).toBeGreaterThan(history.length);
    return expect(row.to).toContain(placed(after).status);
  });

  it('takes every row of its table somewhere', () => {
    const taken = cases.map(({ name, type, by }) => expected(situations[name], type, by));
    for (const row of machine) expect(taken).toContain(row);
  });

  it('states each move in the event that makes it', () => {
    for (const history of Object.values(situations))
      history.forEach(({ event: { data } }, i) => {
        const before = stateAfter(history.slice(0, i)).status;
        const after = stateAfter(history.slice(0, i + 1)).status;
        const { from, to } = data as { from?: string; to?: string };
        expect([from ?? 'UNPLACED', to]).toEqual(
          before === after ? ['UNPLACED', undefined] : [before, after],
        );
      });
  });
});

/** The timers that are set after a history, soonest first. */
const pending = (history: History) => {
  const events = history.map(({ event, at }, i) => recorded(event, { stream: ORDER, at, revision: i + 1 }));
  return Object.values(projectAll(timers, ...events))
    .flatMap(({ body }) => (body.dueAt! < '9999' ? [body as Required<typeof body>] : []))
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
};

describe('time alone', () => {
  it.each(names)('ends an order that is %s', (name) => {
    let history = situations[name];
    for (let fired = 0; pending(history).length > 0; fired += 1) {
      expect(fired).toBeLessThan(10);
      const due = pending(history)[0]!;
      const asked = fire[due.kind]!(due as never);
      history = walk(history, { ...asked, by: timer(due.kind), at: due.dueAt } as Step);
      // The processor, asked, voids what it has not captured.
      if (history.at(-1)?.event.type === 'PaymentCheckRequested') history = walk(history, fail);
    }
    expect(['COMPLETED', 'CANCELLED']).toContain(placed(history).status);
  });

  it.each(names)('fires nothing a moment too early: %s', (name) => {
    const [due] = pending(situations[name]);
    if (!due) return;
    const asked = fire[due.kind]!(due as never);
    const early = later(due.dueAt, -1);
    expect(outcomeOf(situations[name], { ...asked, by: timer(due.kind), at: early } as Step)).toBe('nothing');
  });
});
