import { ManualClock } from '../../../kernel/clock.ts';
import { createCommandHandler, type HandleCommand, type Request } from '../../../kernel/command-handler.ts';
import { DomainError } from '../../../kernel/domain-error.ts';
import type { EventStore } from '../../../kernel/event-store/event-store.ts';
import { createIds } from '../../../kernel/ids.ts';
import type { Asked } from '../../../kernel/messages.ts';
import type { Logger } from '../../../kernel/logger.ts';
import { upcasts, type CounterCommand } from './counters.ts';
import { countersService, REMIND_AT } from './services.ts';

let count = 0;

/** Asks as a member would, each time under a commandId of its own unless the test gives one. */
export const asking =
  (handle: HandleCommand) =>
  (asked: Asked<CounterCommand>, request: Partial<Request> = {}) => {
    const given = { commandId: `command-${(count += 1)}`, requestHash: 'same', correlationId: 'req_1' };
    const by = { kind: 'user' as const, id: 'usr_1' };
    return handle({ ...asked, by, at: '2026-01-15T12:00:00.000Z' }, { ...given, ...request });
  };

/** The command handler of the counters on a store. */
export const handlerOn = (eventStore: EventStore): HandleCommand => {
  const clock = new ManualClock('2026-01-15T12:00:00.000Z');
  const { name: service, aggregates } = countersService;
  const ids = createIds(clock);
  return createCommandHandler({ service, build: 'test', ids, upcasts, aggregates, eventStore });
};

export const open = (counterId: string, boardId = 'b1', name = counterId): Asked<CounterCommand> => ({
  type: 'OpenCounter',
  data: { counterId, boardId, name, remindAt: REMIND_AT },
});

export const add = (counterId: string, ...amounts: number[]): Asked<CounterCommand> => ({
  type: 'Add',
  data: { counterId, amounts },
});

export const note = (counterId: string): Asked<CounterCommand> => ({
  type: 'Note',
  data: { counterId, textId: 'txt_1' },
});

export const close = (counterId: string): Asked<CounterCommand> => ({
  type: 'CloseCounter',
  data: { counterId },
});

/** What came of many that were asked at once: `done`, or the code of the refusal; sorted. */
export const outcomesOf = async (asked: Promise<unknown>[]): Promise<string[]> => {
  const settled = await Promise.allSettled(asked);
  return settled.map((one) => (one.status === 'fulfilled' ? 'done' : codeOf(one.reason))).sort();
};

const codeOf = (reason: unknown) => (reason instanceof DomainError ? reason.code : String(reason));

/** A log for tests that provoke errors: it keeps their messages. */
export const keepLog = () => {
  const messages: string[] = [];
  const keep = (_: object, message: string) => void messages.push(message);
  const log: Logger = { info() {}, warn: keep, error: keep };
  return { log, messages };
};
