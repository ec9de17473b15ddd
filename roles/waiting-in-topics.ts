import type { Host } from '../kernel/chimera.ts';
import type { Delivered, EventBus } from '../kernel/event-bus/event-bus.ts';
import { eventOf } from '../kernel/publisher.ts';

type Offsets = Record<string, number>;

/**
 * The same bus, which knows about how long messages wait for a group without reading them: not longer than since the
 * last one happened that was handled there, nor than since nothing was seen to wait. What was never handled by this
 * process is counted from its start.
 */
export const watchTopics = ({ bus, clock }: Pick<Host, 'bus' | 'clock'>) => {
  const now = () => clock.now().getTime();
  const began = now();
  const handled = new Map<string, Delivered>();
  const empty = new Map<string, number>();

  const watched: EventBus = {
    ...bus,
    subscribe: (subscription) =>
      bus.subscribe({
        ...subscription,
        async handle(messages) {
          await subscription.handle(messages);
          const last = messages.at(-1)!;
          handled.set(`${subscription.group} ${last.topic}/${last.partition}`, last);
        },
      }),
  };

  const boundOf = (group: string, place: string) => {
    const last = handled.get(`${group} ${place}`);
    const bounds = [last && happened(last), empty.get(group), empty.get(`${group} ${place}`)];
    const known = bounds.filter((bound) => bound !== undefined);
    return known.length > 0 ? Math.max(...known) : began;
  };

  return {
    bus: watched,

    /** That nothing waits for a group now. */
    sawNone: (group: string) => void empty.set(group, now()),

    /** Epoch ms since which the oldest message waits for a group; undefined where none does. */
    async since(group: string, topics: string[]): Promise<number | undefined> {
      const offsets = await bus.offsets(group, topics);
      const ends: Offsets = Object.assign({}, ...(await Promise.all(topics.map((topic) => bus.ends(topic)))));
      const bounds: number[] = [];
      for (const [place, end] of Object.entries(ends))
        if ((offsets[place] ?? 0) < end) bounds.push(boundOf(group, place));
        else empty.set(`${group} ${place}`, now());
      return bounds.length > 0 ? Math.min(...bounds) : undefined;
    },
  };
};

/** Undefined for bytes that are no event. */
const happened = (message: Delivered): number | undefined => {
  try {
    return Date.parse(eventOf(message).at);
  } catch {
    return undefined;
  }
};
