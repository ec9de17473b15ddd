/** Who asked: a member, staff, or the platform itself (a timer by its kind, a reaction by its name). */
export type Actor = { kind: 'user' | 'staff' | 'timer' | 'reaction'; id: string };

/** What happened, as a decider states it: a fact in the past tense and its data. */
export type Event<Type extends string = string, Data extends object = object> = { type: Type; data: Data };

/**
 * An event as it is stored and published. `revision` counts from 1 within `stream` without gaps;
 * `position` is the commit's number × 1,000 + the index in the commit, total over the service, or 0 while
 * the commit has no number yet;
 * `at` is an ISO instant and data only: order goes by position.
 */
export type Recorded<E extends Event = Event> = E & {
  id: string;
  schemaVersion: number;
  stream: string;
  revision: number;
  position: number;
  at: string;
  actor: Actor;
  commandId: string;
  correlationId: string;
  causationId?: string;
  /** W3C trace context of the request that caused it. */
  traceparent?: string;
  producer: { service: string; build: string };
};

/** What may be asked. `at` is the present time: deciders have no clock of their own. */
export type Command<Type extends string = string, Data extends object = object> = {
  type: Type;
  data: Data;
  by: Actor;
  at: string;
};

/** A command before the kernel has stamped who asks and when. */
export type Asked<C extends Command> =
  C extends Command<infer Type, infer Data> ? { type: Type; data: Data } : never;
