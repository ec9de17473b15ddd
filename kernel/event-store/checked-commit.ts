import type { NewCommit } from './event-store.ts';

const MOST_EVENTS = 1_000;
const MOST_BYTES = 64 * 1024;

/** `json`: the events as they will be stored. */
export type Checked = { commit: NewCommit; json: string };

/** A commit that may be stored for ever; throws RangeError for any other. */
export const checked = (commit: NewCommit): Checked => {
  const { stream, expectedRevision, events } = commit;
  if (events.length === 0 || events.length > MOST_EVENTS)
    throw new RangeError(
      `Expected 1 to ${MOST_EVENTS} events in a commit of ${stream}, got ${events.length}.`,
    );
  const json = events.map((event, i) => {
    const revision = expectedRevision + 1 + i;
    if (event.stream !== stream || event.revision !== revision)
      throw new RangeError(
        `Expected revision ${revision} of ${stream}, got ${event.revision} of ${event.stream}.`,
      );
    return checkSize(event.type, JSON.stringify(event));
  });
  return { commit, json: `[${json.join()}]` };
};

const checkSize = (type: string, json: string): string => {
  const bytes = Buffer.byteLength(json);
  if (bytes <= MOST_BYTES) return json;
  throw new RangeError(`Expected an event of at most ${MOST_BYTES} bytes, got a ${type} of ${bytes}.`);
};
