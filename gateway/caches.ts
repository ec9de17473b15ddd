import { remember } from '../kernel/graphql/remember.ts';

/** For Apollo's server: what was used last, of so many characters of JSON. */
export const createCache = <V>(characters: number) => {
  const sizeOf = (_: string, value: V) => JSON.stringify(value).length;
  const entries = remember<V>(10_000, { total: characters, sizeOf });
  return {
    get: async (key: string) => entries.get(key),
    set: async (key: string, value: V) => void entries.set(key, value),
    delete: async (key: string) => entries.delete(key),
  };
};
