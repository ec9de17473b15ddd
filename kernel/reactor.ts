import type { Means, Reaction } from './chimera.ts';
import type { HandleCommand } from './command-handler.ts';
import type { Clock } from './clock.ts';
import type { EventStore } from './event-store/event-store.ts';
import { DomainError, isRefusal, UnavailableError } from './domain-error.ts';
import { commandId } from './ids.ts';
import type { Logger } from './logger.ts';
import type { Asked, Command, Recorded } from './messages.ts';
import type { Metrics } from './metrics.ts';
import { reached } from './points.ts';
import type { Row, Rows } from './row-store/row-store.ts';

/** An event that a reaction could not handle; those of its stream that came later wait behind it. */
export type Parked = Row & { reaction: string; stream: string; event: Recorded; error: string; at: string };

type ReactingOnce = {
  name: string;
  reaction: Reaction;
  handleCommand: HandleCommand;
  tools: object;
  eventStore: EventStore;
  clock: Clock;
  metrics: Metrics;
};
type Reacting = ReactingOnce & { parked: Rows<Parked>; log: Logger };

/** Streams of one batch: an outside call may take a second, and another stream need not wait for it. */
const SIDE_BY_SIDE = 32;

/**
 * Runs one reaction: a stream's events one after another, streams side by side. A refusal is "done"; what does not
 * answer is tried again (it rejects, after all others); anything else parks the stream, and all others go on.
 */
export const createReactor = (reacting: Reacting) => {
  const { name, reaction, parked } = reacting;

  const concerns = ({ type, at }: Recorded) => Object.hasOwn(reaction.on, type) && at >= reaction.since;

  /** It, or an earlier event of its stream: one that came before was done, though it is delivered again. */
  const isParked = async ({ stream, position }: Recorded) =>
    (await parked.findBy('stream', stream)).some(
      (row) => row.reaction === name && row.event.position <= position,
    );

  const reactOrPark = async (event: Recorded) => {
    try {
      if (await isParked(event)) throw new Error('An earlier event of it is parked.');
      await react(reacting, event);
    } catch (error) {
      if (isTransient(error)) throw error;
      await park(reacting, event, error);
    }
  };

  return {
    async handle(events: Recorded[]) {
      const streams = Map.groupBy(events.filter(concerns), ({ stream }) => stream).values(); // each is taken once
      const takeOn = async () => {
        for (const own of streams) for (const event of own) await reactOrPark(event);
      };
      const ended = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, takeOn));
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
    },
  };
};

/** Runs it once; rejects with what went wrong. Also how a parked event is replayed. */
export const react = async (reacting: ReactingOnce, event: Recorded) => {
  const { name, reaction, tools, eventStore, metrics } = reacting;
  const means: Means<Command, object> = {
    tools,
    history: (stream) => eventStore.read(stream),
    send: (asked) => sendOnce(reacting, event, asked),
  };
  reached('reaction.before');
  await reaction.on[event.type]!(event, means);
  reached('reaction.after');
  metrics.reactions.inc({ reaction: name, result: 'done' });
};

const sendOnce = async (
  { name, handleCommand, clock, metrics }: ReactingOnce,
  { id: causationId, correlationId, traceparent }: Recorded,
  asked: Asked<Command>,
) => {
  const id = commandId(causationId, asked.type, name);
  const by = { kind: 'reaction' as const, id: name };
  const command = { ...asked, by, at: clock.now().toISOString() };
  try {
    await handleCommand(command, { commandId: id, requestHash: id, correlationId, causationId, traceparent });
  } catch (error) {
    if (!isRefusal(error) || isTransient(error)) throw error;
    metrics.reactions.inc({ reaction: name, result: 'refused' });
  }
};

/** It may go well another time. */
export const isTransient = (error: unknown) =>
  error instanceof UnavailableError ||
  (error instanceof DomainError && ['RETRYABLE', 'OVERLOADED', 'CONFLICT'].includes(error.code));

const park = async ({ name, parked, clock, metrics, log }: Reacting, event: Recorded, error: unknown) => {
  const { id, stream } = event;
  log.error({ error, reaction: name, event: id, stream }, 'A reaction failed: its stream is parked.');
  metrics.reactions.inc({ reaction: name, result: 'parked' });
  const at = clock.now().toISOString();
  await parked.insert({ id: `${name}:${id}`, reaction: name, stream, event, error: String(error), at });
};
