import type { EventStore } from '../../kernel/event-store/event-store.ts';
import type { Hosted } from '../../kernel/host.ts';
import { messageOf, PUBLISHED, topicOf } from '../../kernel/publisher.ts';
import { IncompleteError } from './commits.ts';
import { begunAgainAfter } from './followers.ts';
import { eventsOn } from './topic.ts';

export type Republished = {
  events: number;
  /** How many of the log were on the topic already. */
  found: number;
  /** Groups that begin at offset 0. */
  groups: number;
};

type Republishing = {
  hosted: Hosted;
  /** Every service, because any may follow this one. */
  all: Hosted[];
  /** Removes the topic first. */
  anew: boolean;
};

const PAGE = 500;

/**
 * Writes to the topic what it lacks of the log, in order, and saves the publisher's checkpoint as it goes: killed in
 * between, the worker's publisher or another call goes on. Whoever follows the topic begins at its offset 0 and
 * drops what it has applied. Throws IncompleteError where later events are there already: a consumer that has
 * applied those would drop the earlier ones.
 */
export const republishLog = async ({ hosted, all, anew }: Republishing): Promise<Republished> => {
  const { stores, host } = hosted;
  const { service, bus } = host;
  const topic = topicOf(service);
  const present = await positionsOn(hosted);
  const end = await stores.eventStore.end();
  const stranger = [...present].find((position) => position > end);
  if (stranger !== undefined)
    throw new IncompleteError(
      `${topic} holds position ${stranger}, but the log of ${service} ends at ${end}: run npm run recover ${service} first.`,
    );
  const published = await stores.viewStore.checkpoint(PUBLISHED);
  const missing = anew ? 0 : await beforeMissing(stores.eventStore, { present, published, topic });
  const from = missing ?? published; // where nothing is missing, as the publisher goes on

  // Before the first event is there: a place beyond the end would wait, or skip what is written below it.
  let groups = 0;
  if (missing !== undefined) for (const one of all) groups += await begunAgainAfter(one, service);
  if (anew) await bus.remove(topic);
  const save = (position: number) => stores.viewStore.saveCheckpoint({ name: PUBLISHED, position });
  await save(from);
  let events = 0;
  // From the commit that it is in: of that, a part may be there.
  for (let after = Math.max(0, Math.floor(from / 1_000) - 1); ;) {
    const commits = await stores.eventStore.readCommits(after, PAGE);
    const messages = commits
      .flatMap((commit) => commit.events.map((event) => messageOf(event, commit)))
      .filter(({ headers }) => Number(headers['position']) > from);
    if (messages.length > 0) await bus.publish(topic, messages);
    events += messages.length;
    if (commits.length === 0) return { events, found: anew ? 0 : present.size, groups };
    after = commits.at(-1)!.number;
    await save(commits.at(-1)!.events.at(-1)!.position);
  }
};

const positionsOn = async ({ host: { bus, service } }: Hosted): Promise<Set<number>> => {
  const present = new Set<number>();
  for await (const { position } of eventsOn(bus, topicOf(service))) present.add(position);
  return present;
};

type Comparing = { present: Set<number>; published: number; topic: string };

/**
 * The position before the first that is not on the topic; undefined where all are that were published. What comes
 * after those is for the publisher, who may have died in the middle of it.
 */
const beforeMissing = async (eventStore: EventStore, { present, published, topic }: Comparing) => {
  let before = 0;
  let missing: number | undefined;
  for (let after = 0; ;) {
    const commits = await eventStore.readCommits(after, PAGE);
    if (commits.length === 0) return missing === undefined ? undefined : before;
    for (const { position } of commits.flatMap(({ events }) => events)) {
      if (!present.has(position)) missing ??= position <= published ? position : undefined;
      else if (missing === undefined) before = position;
      else throw holed(topic, missing, position);
    }
    after = commits.at(-1)!.number;
  }
};

const holed = (topic: string, missing: number, position: number) =>
  new IncompleteError(
    `${topic} lacks position ${missing}, but holds ${position}: nothing written behind it would mend that. ` +
      `With -- --anew the topic is deleted and written again.`,
  );
