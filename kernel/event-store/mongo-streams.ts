import { idOf, type CommitDocument, type Commits } from './mongo-commits.ts';

/** First revisions asked for beyond the one that is known; the next question asks for twice as many. */
const AHEAD = 16;
const MOST_REMEMBERED = 10_000;

type Asking = { stream: string; from: number; to: number };

/** The commits of streams, by the `_id`s that they can have: no index but that of the `_id` is needed. */
export const createStreams = (commits: Commits) => {
  /** The newest commit of a stream that this process has seen: what an append comes after. */
  const newest = new Map<string, CommitDocument>();

  const remember = (commit: CommitDocument) => {
    newest.delete(commit.stream);
    newest.set(commit.stream, commit);
    if (newest.size > MOST_REMEMBERED) newest.delete(newest.keys().next().value!);
  };

  /** A commit that follows the last one found would begin right after it: what was asked ends before that. */
  const next = ({ stream, to }: Asking, found: CommitDocument[]): Asking[] => {
    const end = found.at(-1)?.lastRevision ?? 0;
    return end + 1 > to ? [{ stream, from: end + 1, to: end + 2 * to }] : [];
  };

  /** All commits of each stream, in order; `near`: a revision that the stream has at least, as far as is known. */
  const read = async (
    streams: { stream: string; near: number }[],
  ): Promise<Map<string, CommitDocument[]>> => {
    const found = new Map<string, CommitDocument[]>(streams.map(({ stream }) => [stream, []]));
    let asking: Asking[] = streams.map(({ stream, near }) => ({ stream, from: 1, to: near + AHEAD }));
    while (asking.length > 0) {
      const ids = asking.flatMap(({ stream, from, to }) =>
        Array.from({ length: to - from + 1 }, (_, i) => idOf(stream, from + i)),
      );
      for (const commit of await commits.find({ _id: { $in: ids } }).toArray())
        found.get(commit.stream)!.push(commit);
      for (const [stream, list] of found) found.set(stream, unbroken(list));
      asking = asking.flatMap((one) => next(one, found.get(one.stream)!));
    }
    for (const list of found.values()) if (list.length > 0) remember(list.at(-1)!);
    return found;
  };

  return {
    read,
    remember,

    /** The `_id` of the commit that ends with this revision; null before the first, undefined if there is none. */
    async endingAt(stream: string, revision: number): Promise<string | null | undefined> {
      if (revision === 0) return null;
      if (newest.get(stream)?.lastRevision !== revision) await read([{ stream, near: revision }]);
      const last = newest.get(stream);
      return last?.lastRevision === revision ? last._id : undefined;
    },
  };
};

/** In order, up to the first whose predecessor is missing: both may have come while the server was looking. */
const unbroken = (commits: CommitDocument[]): CommitDocument[] => {
  commits.sort((a, b) => a.lastRevision - b.lastRevision);
  const end = commits.findIndex(({ previous }, i) => previous !== (commits[i - 1]?._id ?? null));
  return end < 0 ? commits : commits.slice(0, end);
};

export type Streams = ReturnType<typeof createStreams>;
