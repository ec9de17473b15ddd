import { unlessBusy } from '../sqlite.ts';
import { ownTurn } from '../sqlite-turns.ts';
import type { Subscription } from './event-bus.ts';
import type { Topics } from './sqlite-topics.ts';

const BATCH = 500;
const POLL = 200;
const SOONEST_RETRY = 100;
const LATEST_RETRY = 5_000;

type Member = { subscription: Subscription; isLeaving: boolean; running: Set<Promise<void>> };
type Place = { topic: string; partition: number };

/**
 * The consumers of one group in this process. A partition is handled by one member at a time: it is taken
 * for one batch and given back, so a member that joins or leaves waits for no more than the batch in hand.
 */
export const createConsumerGroup = (name: string, topics: Topics) => {
  const members: Member[] = [];
  const taken = new Set<string>();
  const notBefore = new Map<string, { at: number; pause: number }>();
  let interval: NodeJS.Timeout | undefined;

  const memberOf = ({ topic, partition }: Place): Member | undefined => {
    const able = members.filter(
      ({ subscription, isLeaving }) => !isLeaving && subscription.topics.includes(topic),
    );
    return able[partition % able.length];
  };

  /** A file that cannot be read now is read at the next poll. */
  const dispatch = (topic: string) => unlessBusy(() => dispatchWaiting(topic));

  /** Takes what is waiting in each partition of a topic that nobody handles. */
  const dispatchWaiting = (topic: string) => {
    if (!members.some(({ subscription }) => subscription.topics.includes(topic))) return;
    const ends = topics.endsOf(topic);
    const offsets = topics.offsetsOf(name, topic);
    for (const [partition, end] of ends) {
      const key = `${topic}/${partition}`;
      const next = offsets.get(partition) ?? 0;
      if (next >= end || taken.has(key) || (notBefore.get(key)?.at ?? 0) > Date.now()) continue;
      const place = { topic, partition };
      const member = memberOf(place);
      if (member) take(member, place, next);
    }
  };

  const take = (member: Member, place: Place, next: number) => {
    const key = `${place.topic}/${place.partition}`;
    taken.add(key);
    const running = handle(member, place, next)
      .then(
        () => notBefore.delete(key),
        () => delay(key),
      )
      .then(() => {
        taken.delete(key);
        member.running.delete(running);
        dispatch(place.topic);
      });
    member.running.add(running);
  };

  const handle = async ({ subscription }: Member, { topic, partition }: Place, next: number) => {
    await ownTurn(); // other work of the process gets its turn between batches
    const messages = topics.read(topic, partition, next, BATCH);
    if (messages.length > 0) await subscription.handle(messages);
    // Messages that have expired leave a gap: go on behind them.
    const end = messages.at(-1)?.offset ?? topics.endsOf(topic).get(partition)! - 1;
    topics.saveOffset(name, topic, partition, end + 1);
  };

  /** The same messages again, later and later. */
  const delay = (key: string) => {
    const pause = Math.min((notBefore.get(key)?.pause ?? SOONEST_RETRY / 2) * 2, LATEST_RETRY);
    notBefore.set(key, { at: Date.now() + pause, pause });
    setTimeout(dispatchAll, pause).unref();
  };

  const dispatchAll = () => {
    for (const topic of new Set(members.flatMap(({ subscription }) => subscription.topics))) dispatch(topic);
  };

  const leave = async (member: Member) => {
    member.isLeaving = true;
    await Promise.all(member.running);
    const at = members.indexOf(member);
    if (at >= 0) members.splice(at, 1);
    if (members.length === 0) clearInterval(interval);
  };

  return {
    wake: (topic: string) => dispatch(topic),

    /** Answers how to leave: resolves when the member's handlers have ended. */
    join(subscription: Subscription) {
      const member: Member = { subscription, isLeaving: false, running: new Set() };
      members.push(member);
      if (members.length === 1) interval = setInterval(dispatchAll, POLL);
      dispatchAll();
      return () => leave(member);
    },

    isEmpty: () => members.length === 0,
    close: async () => void (await Promise.all([...members].map(leave))),
  };
};

export type ConsumerGroup = ReturnType<typeof createConsumerGroup>;
