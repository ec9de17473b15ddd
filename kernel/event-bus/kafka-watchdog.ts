import type { Delivery } from './kafka-delivery.ts';
import type { Membership } from './kafka-member.ts';
import type { Offsets } from './kafka-offsets.ts';

const PATIENCE = 30_000;

type Watching = {
  member: Membership;
  delivery: Delivery;
  group: string;
  topics: string[];
  offsets: Offsets;
  patience?: number;
};

/** kafkajs consumers are known to stop in silence: looks whether messages wait that nobody is given. */
export const watch = ({ patience = PATIENCE, ...watching }: Watching) => {
  const { promise: stalled, resolve } = Promise.withResolvers<Error>();
  let goodAt = Date.now();

  const look = async () => {
    const waiting = await findWaiting(watching, Date.now() - patience);
    // To join may take as long as another member's handler.
    const limit = watching.member.assigned() ? patience : 2 * patience;
    if (!waiting) goodAt = Date.now();
    else if (Date.now() - goodAt > limit) resolve(new Error(`For ${limit} ms nothing was done: ${waiting}.`));
  };

  const timer = setInterval(() => {
    look().catch(() => (goodAt = Date.now())); // Kafka cannot be asked: no fault of the consumer
  }, patience / 3);
  return { stalled, stop: () => clearInterval(timer) };
};

/** What waits, if anything that is this consumer's to do has not been given to its handler since then. */
const findWaiting = async (
  { member, delivery, group, topics, offsets }: Omit<Watching, 'patience'>,
  since: number,
) => {
  if (delivery.isBusy()) return undefined;
  const done = await offsets.of(group, topics);
  const assigned = member.assigned();
  if (!assigned) return 'it has not joined its group';
  const idle = new Set(assigned.filter((place) => delivery.lastGiven(place) < since));
  for (const topic of topics)
    for (const [partition, end] of await offsets.ends(topic))
      if (idle.has(`${topic}/${partition}`) && end > (done.get(topic)?.get(partition) ?? 0))
        return `messages wait in ${topic}/${partition}`;
  return undefined;
};
