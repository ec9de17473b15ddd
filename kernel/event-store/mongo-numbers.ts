import type { Condition } from 'mongodb';
import { isDuplicate } from '../mongo.ts';
import { reached } from '../points.ts';
import type { CommitDocument, Commits } from './mongo-commits.ts';

const MOST_AT_ONCE = 500;

type Waiting = Pick<CommitDocument, '_id' | 'previous'>;

/**
 * The total order. Commits get the numbers 1, 2, 3 … after they are durable, each after its predecessor in
 * the stream. The unique index on the number is the fence: who works on an old maximum is refused and reads
 * it again, so two at once are harmless.
 */
export const createNumbers = (commits: Commits) => {
  /** The largest number that is known to be given; once somebody else gives numbers, there are larger ones. */
  let known: number | undefined;
  let isLatest = false;
  const learn = (number: number) => (known = Math.max(known ?? 0, number));

  /** The largest number: found by the next ones, since there are no gaps. Asked by many at once. */
  const latest = async (): Promise<number> => {
    let number = known ?? learn(await largest(commits));
    for (let found = MOST_AT_ONCE; found === MOST_AT_ONCE; number += found)
      found = await countOf(commits, numbersAfter(number, MOST_AT_ONCE));
    return learn(number);
  };

  /** Gives the next number to one commit, unless somebody else has numbered it meanwhile. */
  const give = async ({ _id }: Waiting): Promise<boolean> => {
    for (;;) {
      const number = (isLatest ? known! : await latest()) + 1;
      try {
        const change = { $set: { number }, $unset: { pending: '' as const } };
        const { modifiedCount } = await commits.updateOne({ pending: _id }, change);
        isLatest = modifiedCount === 1;
        if (isLatest) learn(number);
        return isLatest;
      } catch (error) {
        isLatest = false;
        if (!isDuplicate(error)) throw error;
      }
    }
  };

  return {
    latest,

    /** One pass: numbers what waits and may have a number now; answers how many this call has numbered. */
    async sequence(): Promise<number> {
      let count = 0;
      for (const commit of await ready(commits)) {
        if (await give(commit)) count += 1;
        reached('sequence.mid');
      }
      return count;
    },
  };
};

export type Numbers = ReturnType<typeof createNumbers>;

export const numbersAfter = (after: number, count: number) =>
  Array.from({ length: count }, (_, i) => after + 1 + i);

const largest = async (commits: Commits): Promise<number> => {
  const only = { projection: { number: 1 } };
  // Only a query that asks for it may use a sparse index.
  const [last] = await commits
    .find({ number: { $gt: 0 } }, only)
    .sort({ number: -1 })
    .limit(1)
    .toArray();
  return last?.number ?? 0;
};

const countOf = async (commits: Commits, numbers: number[]) =>
  (await commits.find({ number: { $in: numbers } }, { projection: { _id: 1 } }).toArray()).length;

/** What may have a number now. Where a full page has nothing, its predecessors wait on another. */
const ready = async (commits: Commits): Promise<Waiting[]> => {
  let waiting = await pending(commits, { $exists: true }).toArray();
  let after = '';
  for (;;) {
    const ordered = await inOrder(commits, waiting);
    if (ordered.length > 0 || waiting.length < MOST_AT_ONCE) return ordered;
    waiting = await pending(commits, { $gt: after }).sort({ pending: 1 }).toArray();
    after = waiting.at(-1)?._id ?? after;
  }
};

const pending = (commits: Commits, condition: Condition<string>) =>
  commits.find({ pending: condition }, { projection: { previous: 1 } }).limit(MOST_AT_ONCE);

/** Those whose predecessor has a number or gets one before them; the others wait for the next pass. */
const inOrder = async (commits: Commits, waiting: Waiting[]): Promise<Waiting[]> => {
  const here = new Set(waiting.map(({ _id }) => _id));
  const before = waiting.flatMap(({ previous }) =>
    previous !== null && !here.has(previous) ? [previous] : [],
  );
  const ready = new Set<string | null>([null, ...(await numberedAmong(commits, before))]);
  const ordered: Waiting[] = [];
  for (let rest = waiting, size = -1; size !== ordered.length;) {
    size = ordered.length;
    for (const one of rest) {
      if (!ready.has(one.previous)) continue;
      ready.add(one._id);
      ordered.push(one);
    }
    rest = rest.filter(({ _id }) => !ready.has(_id));
  }
  return ordered;
};

const numberedAmong = async (commits: Commits, ids: string[]) => {
  if (ids.length === 0) return [];
  const found = await commits.find({ _id: { $in: ids } }, { projection: { number: 1 } }).toArray();
  return found.filter(({ number }) => number !== undefined).map(({ _id }) => _id);
};
