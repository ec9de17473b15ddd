type Bounds<T> = {
  sizeOf(one: T): number;
  /** What is larger is not kept. */
  largest: number;
  /** All that is kept, together. */
  total: number;
};

/** What nobody uses now and the next may have. Its size must not change in here. */
export const createPool = <T>({ sizeOf, largest, total }: Bounds<T>) => {
  const free: T[] = [];
  let held = 0;
  return {
    /** Undefined where there is none. */
    take(): T | undefined {
      const one = free.pop();
      if (one !== undefined) held -= sizeOf(one);
      return one;
    },
    giveBack(one: T) {
      const size = sizeOf(one);
      if (size > largest || held + size > total) return;
      held += size;
      free.push(one);
    },
    get kept() {
      return free.length;
    },
  };
};
