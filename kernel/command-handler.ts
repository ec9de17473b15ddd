import type { Aggregate } from './chimera.ts';
import { DomainError, isRefusal } from './domain-error.ts';
import type { Appended, EventStore } from './event-store/event-store.ts';
import type { Command, Recorded } from './messages.ts';
import { reached } from './points.ts';
import { stampAll, type Stamping } from './stamp.ts';

/** What a caller says of a command beside the command itself. */
export type Request = {
  commandId: string;
  /** Of what the client sent: the same commandId with another hash is refused. */
  requestHash: string;
  /** Refused with CONFLICT unless it is the stream's revision. */
  expectedVersion?: number;
  correlationId: string;
  causationId?: string;
  traceparent?: string | undefined;
  /** Writes the rows that the events name. Runs after decide and before each try to append. */
  before?: () => Promise<void>;
};

/** All events of the stream, the new ones last; `isRepeat` when it had been done before. */
export type Handled = { stream: string; events: Recorded[]; isRepeat: boolean };
export type HandleCommand = (command: Command, request: Request) => Promise<Handled>;

export type Deciding = Stamping & { aggregates: Record<string, Aggregate>; eventStore: EventStore };

const ATTEMPTS = 4;

/** Load, decide, append; on a lost race load and decide again, a bounded number of times. */
export const createCommandHandler = (deciding: Deciding): HandleCommand => {
  const aggregateOf = indexByCommand(deciding.aggregates);

  return async (command, request) => {
    const aggregate = aggregateOf.get(command.type);
    if (!aggregate) throw new Error(`No aggregate of ${deciding.service} takes the command ${command.type}.`);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const handled = await tryOnce(deciding, aggregate, command, request);
      if (handled) return handled;
    }
    const done = await doneBefore(deciding.eventStore, request);
    if (done) return done;
    throw new DomainError(
      'CONFLICT',
      'Others changed it at the same moment: load it again and try once more.',
    );
  };
};

/** Undefined when another append won the race. */
const tryOnce = async (deciding: Deciding, aggregate: Aggregate, command: Command, request: Request) => {
  const { eventStore } = deciding;
  const stream = aggregate.streamOf(command);
  const history = await reachable(eventStore.read(stream));
  // After reading: were its twin done in between, it would be decided on the twin's events and refused.
  const done = await doneBefore(eventStore, request);
  if (done) return done;

  const revision = history.at(-1)?.revision ?? 0;
  const { initialState, evolve, decide } = aggregate.decider;
  const decided = decide(command, history.reduce(evolve, initialState));
  checkVersion(request, revision); // after decide: who may not even ask is not told the version
  if (decided.length === 0) return { stream, events: history, isRepeat: false };

  await reachable(Promise.resolve(request.before?.()));
  const claims = aggregate.claims?.(command, decided) ?? [];
  reached('append.before');
  const appended = await certain(
    eventStore.append({
      stream,
      expectedRevision: revision,
      events: stampAll(deciding, decided, { stream, revision, command, request }),
      commandId: request.commandId,
      requestHash: request.requestHash,
      claims: claims.map(({ name }) => name),
    }),
  );
  reached('append.after');
  if (appended.outcome === 'appended')
    return { stream, events: [...history, ...appended.events], isRepeat: false };
  return refuseWhatIsTaken(appended, claims);
};

const checkVersion = ({ expectedVersion }: Request, revision: number) => {
  if (expectedVersion !== undefined && expectedVersion !== revision)
    throw new DomainError(
      'CONFLICT',
      `Expected version ${expectedVersion}, but it is ${revision} now: load it again.`,
      ['input', 'expectedVersion'],
    );
};

const doneBefore = async (
  eventStore: EventStore,
  { commandId, requestHash }: Request,
): Promise<Handled | undefined> => {
  const done = await reachable(eventStore.findCommand(commandId));
  if (!done) return undefined;
  if (done.requestHash !== requestHash)
    throw new DomainError(
      'IDEMPOTENCY_KEY_REUSED',
      'Expected the same request as the first time under this idempotency key, got another one.',
      ['input', 'idempotencyKey'],
    );
  return { stream: done.stream, events: await reachable(eventStore.read(done.stream)), isRepeat: true };
};

const refuseWhatIsTaken = (
  appended: Appended,
  claims: { name: string; taken: { code: string; message: string; field: string[] } }[],
): undefined => {
  if (appended.outcome !== 'claimed') return;
  const { taken } = claims.find(({ name }) => name === appended.claim)!;
  throw new DomainError(taken.code, taken.message, taken.field);
};

const reachable = <T>(reading: Promise<T>): Promise<T> =>
  retryable(reading, 'Nothing was done: the store did not answer. Ask again.');

const certain = <T>(writing: Promise<T>): Promise<T> =>
  retryable(writing, 'It is not known whether this was done. Ask again with the same idempotency key.');

/** Nothing of the outside throws these; a commit over the store's limits is one. */
const isBug = (error: unknown) =>
  [TypeError, RangeError, ReferenceError, SyntaxError].some((bug) => error instanceof bug);

/** A store's failure is never told as a refusal: it may have happened after all. */
const retryable = async <T>(pending: Promise<T>, message: string): Promise<T> => {
  try {
    return await pending;
  } catch (cause) {
    if (isRefusal(cause) || isBug(cause)) throw cause;
    throw Object.assign(new DomainError('RETRYABLE', message), { cause });
  }
};

const indexByCommand = (aggregates: Record<string, Aggregate>) => {
  const index = new Map<string, Aggregate>();
  for (const aggregate of Object.values(aggregates))
    for (const type of aggregate.commands) index.set(type, aggregate);
  return index;
};
