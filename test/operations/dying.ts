import type { Hosted } from '../../kernel/host.ts';

/** Thrown where a process would be gone; somebody may say it in other words. */
const DIED = 'The operator has died';
const isDeath = (error: unknown) => (error as Error).message.includes(DIED);

/**
 * The same service whose operator dies right after a durable step: a write, or half of one that takes many things.
 * Nothing is written after that, and nothing cleaned up.
 */
export const dyingAfter = (hosted: Hosted, steps: number): Hosted => {
  let left = steps;
  const step = () => {
    left -= 1;
    if (left <= 0) throw new Error(`${DIED} after ${steps} steps.`);
  };
  const once =
    <A extends unknown[]>(write: (...given: A) => Promise<void>) =>
    async (...given: A) => {
      if (left <= 0) step();
      await write(...given);
      step();
    };
  const inHalves =
    <T>(write: (items: T[]) => Promise<void>) =>
    async (items: T[]) => {
      const middle = Math.floor(items.length / 2);
      if (middle > 0) await once(write)(items.slice(0, middle));
      if (items.length > 0) await once(write)(items.slice(middle));
    };
  const { stores, host } = hosted;
  const { viewStore, eventStore } = stores;
  const { bus } = host;
  return {
    ...hosted,
    host: {
      ...host,
      bus: {
        ...bus,
        forget: once(bus.forget),
        remove: once(bus.remove),
        publish: (topic, messages) => inHalves((some: typeof messages) => bus.publish(topic, some))(messages),
      },
    },
    stores: {
      ...stores,
      eventStore: { ...eventStore, restore: inHalves(eventStore.restore) },
      viewStore: {
        ...viewStore,
        drop: once(viewStore.drop),
        saveCheckpoint: once(viewStore.saveCheckpoint),
      },
    },
  };
};

/** Calls it again and again, each time with one step more to live; answers what it came to, and how often it died. */
export const throughDeaths = async <T>(
  attempt: (steps: number) => Promise<T>,
  between: (steps: number) => Promise<void> = async () => {},
) => {
  for (let steps = 1; ; steps += 1)
    try {
      return { result: await attempt(steps), deaths: steps - 1 };
    } catch (error) {
      if (!isDeath(error)) throw error;
      await between(steps);
    }
};
