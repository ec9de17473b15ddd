type Bounds<V, K> = {
  /** A larger entry is not remembered. */
  largest?: number;
  /** All entries together. */
  total?: number;
  /** For both, in one unit; the characters of the key alone unless it is given. */
  sizeOf?: (key: K, value: V) => number;
};

type Entry<V> = { value: V; size: number };

/**
 * A memory bounded by its entries, and by their size where bounds are given: what was used long ago goes first, when
 * there is no room. Of two generations, what is new or was old when it was used is young; when the young hold half of
 * what there may be, they become the old. So a hit among the young writes nothing: taken out and put in again at each,
 * a key would get slow, as a Map passes over all the holes that it left.
 */
export const remember = <V, K = string>(most: number, bounds: Bounds<V, K> = {}) => {
  const { largest = Infinity, total = Infinity, sizeOf = (key) => String(key).length } = bounds;
  let young = new Map<K, Entry<V>>();
  let old = new Map<K, Entry<V>>();
  /** Goes on where it was: from the start it would pass over all that has gone. */
  let oldest = old.keys();
  /** Of all, and of the young. */
  let [held, heldYoung] = [0, 0];

  const isHalf = () => young.size * 2 >= most || heldYoung * 2 >= total;

  /** Forgets the old; the young are the old. */
  const turn = () => {
    [old, young] = [young, new Map()];
    [held, heldYoung] = [heldYoung, 0];
    oldest = old.keys();
  };

  const put = (key: K, entry: Entry<V>) => {
    young.set(key, entry);
    heldYoung += entry.size;
    if (old.size === 0 && isHalf()) turn();
  };

  const forget = (key: K) => {
    const entry = young.get(key);
    const { size = 0 } = entry ?? old.get(key) ?? {};
    held -= size;
    if (!entry) return void old.delete(key);
    heldYoung -= size;
    young.delete(key);
  };

  const makeRoom = () => {
    if (old.size === 0 || isHalf()) turn();
    else forget(oldest.next().value!);
  };

  /** What is young stays at its place. False where there is no room. */
  const replace = (key: K, value: V, size: number) => {
    const entry = young.get(key);
    if (!entry || held - entry.size + size > total) return false;
    held += size - entry.size;
    heldYoung += size - entry.size;
    entry.value = value;
    entry.size = size;
    return true;
  };

  return {
    get(key: K): V | undefined {
      const entry = young.get(key);
      if (entry) return entry.value;
      const found = old.get(key);
      if (!found) return undefined;
      old.delete(key);
      put(key, found);
      return found.value;
    },
    set(key: K, value: V): V {
      const size = sizeOf(key, value);
      const fits = size <= Math.min(largest, total);
      if (fits && replace(key, value, size)) return value;
      forget(key);
      if (!fits) return value;
      while (young.size + old.size >= most || held + size > total) makeRoom();
      held += size;
      put(key, { value, size });
      return value;
    },
    delete: forget,
    /** What was used longest ago first, about. */
    values: () => [...old.values(), ...young.values()].map(({ value }) => value),
  };
};
