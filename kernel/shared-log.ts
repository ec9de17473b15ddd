import type { EventStore } from './event-store/event-store.ts';
import type { Recorded } from './messages.ts';

/** Events kept of the end of the log. */
const MOST = 5_000;
/** For so many milliseconds nobody asks again whether there is more, unless an append is told. */
const QUIET = 150;
/** Who is so many positions ahead of all that is kept does not wait until that was read. */
const FAR = MOST * 1_000;

/**
 * The same store, whose tails share what they read: each event is fetched and parsed once for all of them.
 * Who is far behind reads the store itself. Nobody may change an event.
 */
export const sharedLog = (store: EventStore): EventStore => {
  let kept: Recorded[] = [];
  /** All events after this position, up to the last that is kept, are kept. */
  let begin = 0;
  let end = 0;
  let quietUntil = 0;
  let appends = 0;
  let reading: Promise<void> | undefined;
  store.onAppend(() => {
    appends += 1;
    quietUntil = 0;
  });

  const keep = (events: Recorded[]) => {
    if (events.length === 0) return;
    kept.push(...events);
    end = events.at(-1)!.position;
    if (kept.length <= MOST) return;
    const dropped = wholeCommits(kept, kept.length - MOST);
    begin = kept[dropped - 1]!.position;
    kept = kept.slice(dropped);
  };

  const readOn = async (limit: number) => {
    if (performance.now() < quietUntil) return;
    const [from, before] = [end, appends];
    const events = await store.readAll(from, limit);
    if (end !== from) return; // what is kept begins elsewhere now
    if (events.length === 0 && appends === before) quietUntil = performance.now() + QUIET;
    keep(events);
  };

  return {
    ...store,
    async readAll(afterPosition, limit) {
      if (afterPosition > end + (end && FAR)) [kept, begin, end] = [[], afterPosition, afterPosition];
      if (afterPosition >= end) {
        reading ??= readOn(limit).finally(() => (reading = undefined));
        await reading;
      }
      if (afterPosition < begin || limit > MOST) return store.readAll(afterPosition, limit);
      const first = firstAfter(kept, afterPosition);
      return kept.slice(first, wholeCommits(kept, first + limit));
    },
  };
};

/** At least so many, and on to the end of a commit. */
const wholeCommits = (events: Recorded[], count: number): number => {
  if (count >= events.length) return events.length;
  const commit = Math.floor(events[count - 1]!.position / 1_000);
  let size = count;
  while (size < events.length && Math.floor(events[size]!.position / 1_000) === commit) size += 1;
  return size;
};

const firstAfter = (events: Recorded[], position: number): number => {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.position > position) high = middle;
    else low = middle + 1;
  }
  return low;
};
