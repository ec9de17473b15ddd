import type { Infrastructure, Stores } from '../kernel/infrastructure.ts';

const ofViews = ['get', 'load', 'find', 'findEach', 'count', 'countEach'];
const ofLog = ['read', 'readMany'];
const ofRows = ['get', 'findBy', 'all'];

/** Counts each call by which a query may read a store. */
export const createCounter = () => {
  let count = 0;
  const counting = <T extends object>(store: T, names: string[]): T => {
    const counted = names.map((name) => {
      const read = Reflect.get(store, name) as (...args: unknown[]) => unknown;
      return [name, (...args: unknown[]) => ((count += 1), read(...args))];
    });
    return { ...store, ...Object.fromEntries(counted) };
  };

  const watchStores = ({ eventStore, viewStore, rows, ...more }: Stores): Stores => ({
    ...more,
    eventStore: counting(eventStore, ofLog),
    viewStore: {
      ...viewStore,
      async open(definition) {
        const view = await viewStore.open<never>(definition);
        // Timers are looked at by the clock, never by a query.
        return definition.name.startsWith('timers@') ? view : counting(view, ofViews);
      },
    },
    rows: { ...rows, open: async (name, indexes) => counting(await rows.open(name, indexes), ofRows) },
  });

  return {
    watch: (infrastructure: Infrastructure): Infrastructure => ({
      ...infrastructure,
      storesOf: async (service) => watchStores(await infrastructure.storesOf(service)),
    }),
    /** How many reads there are while `work` goes on. */
    async during(work: () => Promise<unknown>) {
      const before = count;
      await work();
      return count - before;
    },
  };
};
