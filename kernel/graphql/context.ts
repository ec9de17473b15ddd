import type { Clock } from '../clock.ts';
import { DomainError } from '../domain-error.ts';
import type { Ids } from '../ids.ts';
import type { Asked, Command, Recorded } from '../messages.ts';
import type { Viewer } from './viewer.ts';

export type Input<I> = { input: I };
/** What every mutation's input may carry. */
export type Repeatable = { idempotencyKey?: string | null; expectedVersion?: number | null };

/** What a command came to. `page`: the aggregate's page document with its newest events folded in. */
export type Sent<Page> = {
  page: Page;
  /** The whole stream, the new ones last. */
  events: Recorded[];
  /** It had been done before: nothing new has happened. */
  isRepeat: boolean;
};

export type SendOptions = {
  /** Who acts, where it is not the viewer: a member who registers. */
  as?: string;
  /** Writes the rows that the events will name; runs after decide and before the append. May run twice. */
  before?: () => Promise<void>;
};

/** What a resolver gets: everything of one request to one subgraph. */
export type Context<Loaders = object, C extends Command = Command, Page = unknown, Tools = object> = {
  viewer: Viewer;
  load: Loaders;
  tools: Tools;
  clock: Clock;
  ids: Ids;
  /**
   * Sends a command as the viewer. The whole `input` is what tells a repetition from a reused key, so
   * pass it as it came. Throws UNAUTHENTICATED for an anonymous viewer, and what the decider refuses.
   */
  send(asked: Asked<C>, input: Repeatable, options?: SendOptions): Promise<Sent<Page>>;
  /** The id of a new aggregate: with an idempotency key it follows from it, so that two tries meet. */
  newId(prefix: string, command: C['type'], input: Repeatable): string;
  /** Keeps a private text for the next `send`, which stores it before its events; answers its id. */
  text(body: string, input: Repeatable): string;
  requestId: string;
  cookies: Record<string, string>;
  /** Adds a Set-Cookie header to the answer; the gateway passes it on. */
  setCookie(cookie: string): void;
};

/** The viewer's id; throws UNAUTHENTICATED when nobody is signed in. */
export const memberOf = ({ id }: Viewer): string => {
  if (id === null) throw new DomainError('UNAUTHENTICATED', 'Sign in first: this needs a member.');
  return id;
};

export const staffOf = (viewer: Viewer): string => {
  if (!viewer.isStaff) throw new DomainError('FORBIDDEN', 'Only staff may do this.');
  return memberOf(viewer);
};
