/** A bounded memory: the one that was set longest ago goes first. */
export const remember = <V>(most: number) => {
  const entries = new Map<string, V>();
  return {
    get: (key: string) => entries.get(key),
    set(key: string, value: V): V {
      if (entries.size >= most) entries.delete(entries.keys().next().value!);
      entries.set(key, value);
      return value;
    },
  };
};
