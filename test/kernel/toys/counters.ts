import type { Decider } from '../../../kernel/decider.ts';
import { DomainError } from '../../../kernel/domain-error.ts';
import type { Command, Event } from '../../../kernel/messages.ts';
import { REMOVED, type Projection } from '../../../kernel/projection.ts';
import { timersOf } from '../../../kernel/timers.ts';
import type { Upcasts } from '../../../kernel/upcasting.ts';

/** A counter that hangs on a board, adds up, is reminded when nobody counts, and is closed. */
type Concerns = { counterId: string; boardId: string };
type CounterOpened = Event<'CounterOpened', Concerns & { name: string; remindAt: string }>;
type Added = Event<'Added', Concerns & { amount: number }>;
type CounterNoted = Event<'CounterNoted', Concerns & { textId: string }>;
type CounterReminded = Event<'CounterReminded', Concerns>;
type CounterClosed = Event<'CounterClosed', Concerns>;
export type CounterEvent = CounterOpened | Added | CounterNoted | CounterReminded | CounterClosed;

/** Version 1 of Added had `steps`. */
export const upcasts: Upcasts<CounterEvent> = {
  Added: [({ steps, ...rest }) => ({ ...rest, amount: steps })],
};

type OpenCounter = Command<'OpenCounter', CounterOpened['data']>;
/** An event for each amount. */
type Add = Command<'Add', { counterId: string; amounts: number[] }>;
type Note = Command<'Note', { counterId: string; textId: string }>;
type Remind = Command<'Remind', { counterId: string }>;
type CloseCounter = Command<'CloseCounter', { counterId: string }>;
export type CounterCommand = OpenCounter | Add | Note | Remind | CloseCounter;

export type Counter = Concerns & { status: 'NONE' | 'OPEN' | 'CLOSED'; total: number; reminders: number };

export const MOST_REMINDERS = 1;

const decideOpen = ({ status, counterId, boardId }: Counter, command: CounterCommand): CounterEvent[] => {
  const concerns = { counterId, boardId };
  if (status !== 'OPEN') throw new DomainError('NOT_OPEN', 'Expected an open counter.', ['input', 'id']);
  switch (command.type) {
    case 'Add':
      if (command.data.amounts.some((amount) => amount < 1))
        throw new DomainError('TOO_SMALL', 'Expected amounts from 1.', ['input', 'amounts']);
      return command.data.amounts.map((amount) => ({ type: 'Added', data: { ...concerns, amount } }));
    case 'Note':
      return [{ type: 'CounterNoted', data: { ...concerns, textId: command.data.textId } }];
    case 'CloseCounter':
      return [{ type: 'CounterClosed', data: concerns }];
    default:
      return [];
  }
};

export const counterDecider: Decider<Counter, CounterCommand, CounterEvent> = {
  initialState: { status: 'NONE', counterId: '', boardId: '', total: 0, reminders: 0 },

  decide(command, counter) {
    const { status, reminders, counterId, boardId } = counter;
    if (command.type === 'OpenCounter')
      return status === 'NONE' ? [{ type: 'CounterOpened', data: command.data }] : [];
    if (command.type === 'Remind')
      return reminders < MOST_REMINDERS ? [{ type: 'CounterReminded', data: { counterId, boardId } }] : [];
    return decideOpen(counter, command);
  },

  evolve(counter, { type, data }) {
    const { counterId, boardId } = data;
    if (type === 'CounterOpened') return { ...counter, counterId, boardId, status: 'OPEN' };
    if (type === 'Added') return { ...counter, total: counter.total + data.amount };
    if (type === 'CounterReminded') return { ...counter, reminders: counter.reminders + 1 };
    return type === 'CounterClosed' ? { ...counter, status: 'CLOSED' } : counter;
  },
};

export type CounterView = { id: string; boardId: string; name: string; total: number; version: number };

/** Notes are not handled, and count in the version all the same. Adding this much breaks it. */
export const BREAKS = 666;

export const counters: Projection<CounterView, CounterEvent> = {
  view: 'counters',
  version: 1,
  root: 'CounterOpened',
  key: ({ data }) => data.counterId,
  on: {
    CounterOpened: ({ data: { boardId, name } }) => ({ boardId, name }),
    Added({ data: { amount } }, { total = 0 }) {
      if (amount === BREAKS) throw new Error('It breaks.');
      return { total: total + amount };
    },
    CounterClosed: () => REMOVED,
  },
  indexes: [['boardId', 'name']],
};

export const timers = timersOf<CounterEvent>(1, {
  CounterOpened: ({ data }) => ({ remind: data.remindAt }),
  Added: () => ({ remind: null }),
  CounterClosed: () => ({ remind: null }),
});

/** What another service keeps of them: a document for all counters of a board. */
export type BoardView = { id: string; counters: number; total: number };

export const boards: Projection<BoardView, CounterEvent> = {
  view: 'boards',
  version: 1,
  key: ({ data }) => data.boardId,
  on: {
    CounterOpened: (_, { counters = 0, total = 0 }) => ({ counters: counters + 1, total }),
    Added: ({ data: { amount } }, { total = 0 }) => ({ total: total + amount }),
  },
};
