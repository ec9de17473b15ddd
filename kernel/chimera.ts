import type { Logger } from './logger.ts';
import type { Clock } from './clock.ts';
import type { Decider } from './decider.ts';
import type { EventBus } from './event-bus/event-bus.ts';
import type { EventStore } from './event-store/event-store.ts';
import type { Cursors } from './graphql/cursors.ts';
import type { Viewer } from './graphql/viewer.ts';
import type { Ids } from './ids.ts';
import type { Asked, Command, Event, Recorded } from './messages.ts';
import type { Projection } from './projection.ts';
import type { RowStore, Rows } from './row-store/row-store.ts';
import type { Timer } from './timers.ts';
import type { Upcasts } from './upcasting.ts';
import type { Document, View } from './view-store/view-store.ts';

/** One kind of stream: who decides, which commands go there, what its page looks like. */
export type Aggregate<State = unknown, C extends Command = Command, E extends Event = Event> = {
  commands: readonly C['type'][];
  streamOf(command: C): string;
  decider: Decider<State, C, E>;
  /** Names that only one stream may hold, reserved in the same write as the events. */
  claims?(
    command: C,
    events: E[],
  ): { name: string; taken: { code: string; message: string; field: string[] } }[];
  /** The view with the stream's id: what a command answers, its own events folded in. */
  page?: Projection;
};

/** Private text, outside the log; `subjectId` is whose words they are. */
export type Text = { id: string; subjectId: string; body: string };

/** What the kernel lends to one service. Views by the name of their projection. */
export type Host<Views extends Record<string, View> = Record<string, View>> = {
  service: string;
  views: Views;
  /** Page documents by id with the newest events of their own streams folded in, by aggregate. */
  pages: Record<string, { get(ids: string[]): Promise<(Document | null)[]> }>;
  eventStore: EventStore;
  bus: EventBus;
  rows: RowStore;
  texts: Rows<Text>;
  clock: Clock;
  ids: Ids;
  cursors: Cursors;
  /** Secret bytes of this service for one purpose, e.g. `email`: stable over restarts. */
  secret(purpose: string): Buffer;
  log: Logger;
};

export type ViewsOf<Projections> = {
  [K in keyof Projections]: Projections[K] extends Projection<infer V, infer _E> ? View<V> : never;
};

/** The synchronous head: answers GraphQL from views and accepts commands. */
export type Service = {
  name: string;
  /** Its part of the supergraph, in SDL. */
  schema: URL;
  aggregates: Record<string, Aggregate>;
  upcasts: Upcasts<Event>;
  /** The views that its loaders read. */
  views: Record<string, Projection>;
  /** What only this service has: a payment processor, a search index. Made once, at start. */
  createTools?(host: Host): Promise<object>;
  /** Once per request: a loader remembers what it loaded, and for whom. */
  createLoaders(host: Host, viewer: Viewer, tools: object): object;
  resolvers: object;
  /** Per type that has a node id: may this viewer see this document? */
  canSee: Record<string, { sees(viewer: Viewer, document: never): boolean }['sees']>;
};

export type Follows = {
  upcasts: Upcasts<Event>;
  projections?: Record<string, Projection>;
  reactions?: Record<string, Reaction>;
};

/** The asynchronous head: what follows from an event. */
export type Worker = {
  /** Views of the service's own events. */
  projections: Record<string, Projection>;
  /** By service: views of, and reactions to, its events. A view may stand in several places. */
  follows: Record<string, Follows>;
  /** To the service's own events. */
  reactions: Record<string, Reaction>;
  timers?: { view: Projection; fire: Record<string, (timer: Timer) => Asked<Command>> };
  /** Views of `activity.events`, which are kept for a day and stand outside every replay. */
  activity?: Record<string, Projection>;
};

/** Event → command or outside effect. Fired twice it is done once. */
export type Reaction<E extends Event = Event, C extends Command = Command, Tools = object> = {
  /** ISO instant: what happened before is not reacted to. */
  since: string;
  on: {
    [T in E['type']]?: {
      react(event: Recorded<Extract<E, { type: T }>>, means: Means<C, Tools>): Promise<void>;
    }['react'];
  };
};

export type Means<C extends Command, Tools> = {
  /** The command's id is the event's id and the reaction's name. A refusal counts as done. */
  send(asked: Asked<C>): Promise<void>;
  /** The service's own stream up to now, in order: whether an outside effect is still called for. */
  history(stream: string): Promise<Recorded[]>;
  tools: Tools;
};
