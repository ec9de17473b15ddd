import type { Event, Recorded } from '../messages.ts';

/** An event on its way in: its position is given by the append. */
export type Unpositioned = Omit<Recorded<Event>, 'position'>;

/** Appended as a whole or not at all. Events carry stream and revision, counting on from `expectedRevision`. */
export type NewCommit = {
  stream: string;
  /** Revision of the stream's last event; 0 for a new stream. */
  expectedRevision: number;
  /** 1 to 1,000. */
  events: Unpositioned[];
  /** Unique for ever; recognises a command asked twice. */
  commandId: string;
  /** Of the request as the client sent it: tells a repetition from a reused key. */
  requestHash: string;
  /** Names that nobody else may hold, e.g. `username:ana`: reserved in the same write. */
  claims?: string[];
};

/** A commit as it was stored. `number` counts from 1 over the service, without gaps. */
export type Commit = {
  number: number;
  stream: string;
  commandId: string;
  requestHash: string;
  claims: string[];
  events: Recorded[];
};

/** `repeated`: a commit with this commandId is there already. `claimed`: another stream holds `claim`. */
export type Appended =
  | { outcome: 'appended'; events: Recorded[] }
  | { outcome: 'conflict' }
  | { outcome: 'repeated' }
  | { outcome: 'claimed'; claim: string };

/**
 * One service's log. A rejected promise means that the outcome is unknown: ask again with the
 * same commandId. Nothing in it is ever changed or deleted.
 */
export interface EventStore {
  append(commit: NewCommit): Promise<Appended>;
  /** The stream's events after a revision, in order. */
  read(stream: string, afterRevision?: number): Promise<Recorded[]>;
  /** The same for many streams in one call; a stream without such events is absent. */
  readMany(streams: { stream: string; afterRevision: number }[]): Promise<Map<string, Recorded[]>>;
  /**
   * All events after a position in total order, at least `limit` where there are so many, never half
   * a commit. Ends before the first commit whose number is not known yet, so a tail skips nothing.
   */
  readAll(afterPosition: number, limit: number): Promise<Recorded[]>;
  /** Commits after a number, in order, at most `limit`; ends before the first whose number is not known yet. */
  readCommits(afterNumber: number, limit: number): Promise<Commit[]>;
  /**
   * Puts commits back under their numbers, in order, after the store was lost or restored from a backup.
   * One that is there already is left; throws where another commit holds its place.
   */
  restore(commits: Commit[]): Promise<void>;
  /**
   * Gives numbers to commits that wait for one; answers how many. Absent where the append gives them.
   * Only the holder of the lease calls it; two at once are harmless.
   */
  sequence?(): Promise<number>;
  /** How many wait for a number, also those that cannot have one; stops counting at 10,000. With `sequence`. */
  unnumbered?(): Promise<number>;
  /** Calls back when a commit of this process waits for its number. */
  onPending?(listener: () => void): () => void;
  findCommand(commandId: string): Promise<{ stream: string; requestHash: string } | undefined>;
  /** The stream that holds a claim. */
  holderOf(claim: string): Promise<string | undefined>;
  /** Position of the last event; 0 when there is none. */
  end(): Promise<number>;
  /** Calls back after an append, or a numbering, in this process: tails need not wait for their next poll. */
  onAppend(listener: () => void): () => void;
  close(): Promise<void>;
}
