type Bounds<V, K> = {
  /** A larger entry is not remembered. */
  largest?: number;
  /** All entries together. */
  total?: number;
  /** For both, in one unit; the characters of the key alone unless it is given. */
  sizeOf?: (key: K, value: V) => number;
};

/** A memory bounded by its entries, and by their size where bounds are given: what was used longest ago goes first. */
export const remember = <V, K = string>(most: number, bounds: Bounds<V, K> = {}) => {
  const { largest = Infinity, total = Infinity, sizeOf = (key) => String(key).length } = bounds;
  const entries = new Map<K, { value: V; size: number }>();
  let held = 0;

  const forget = (key: K) => {
    held -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };

  return {
    get(key: K): V | undefined {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry); // now the last to go
      return entry.value;
    },
    set(key: K, value: V): V {
      forget(key);
      const size = sizeOf(key, value);
      if (size > Math.min(largest, total)) return value;
      while (entries.size >= most || held + size > total) forget(entries.keys().next().value!);
      entries.set(key, { value, size });
      held += size;
      return value;
    },
    delete: forget,
    /** What was used longest ago first. */
    values: () => [...entries.values()].map(({ value }) => value),
  };
};
