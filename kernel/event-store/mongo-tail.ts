import type { Recorded } from '../messages.ts';
import { eventsOf, type CommitDocument, type Commits } from './mongo-commits.ts';
import { numbersAfter } from './mongo-numbers.ts';

const PAGE = 500;
const FEW = 20;

/** The events of these commits after a revision. */
export const eventsAfter = (found: CommitDocument[], revision: number): Recorded[] =>
  found
    .filter(({ lastRevision }) => lastRevision > revision)
    .flatMap(eventsOf)
    .filter((event) => event.revision > revision);

/** Numbers have no gaps, so the next ones are known by name; it ends at the first that is not given yet. */
export async function* numberedAfter(commits: Commits, afterNumber: number, limit: number, first = PAGE) {
  for (let from = afterNumber, left = limit; left > 0;) {
    const size = Math.min(left, from === afterNumber ? first : PAGE);
    const page = await commits.find({ number: { $in: numbersAfter(from, size) } }).toArray();
    page.sort((a, b) => a.number! - b.number!);
    for (const commit of page) {
      if (commit.number !== from + 1) return;
      yield commit;
      from += 1;
    }
    if (page.length < size) return;
    left -= size;
  }
}

/** `hadNothing`: so did whoever read last from there, and there will not be much. */
export const readTail = async (
  commits: Commits,
  afterPosition: number,
  { limit, hadNothing }: { limit: number; hadNothing: boolean },
): Promise<Recorded[]> => {
  const events: Recorded[] = [];
  // The commit of the position itself may have more events.
  const from = Math.max(0, Math.floor(afterPosition / 1_000) - 1);
  for await (const commit of numberedAfter(commits, from, limit + 1, hadNothing ? FEW : PAGE)) {
    for (const event of eventsOf(commit)) if (event.position > afterPosition) events.push(event);
    if (events.length >= limit) break;
  }
  return events;
};
