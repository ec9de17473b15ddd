type Bounds<T> = {
  sizeOf(one: T): number;
  /** What is larger is not kept. */
  largest: number;
  /** All that is kept, together. */
  total: number;
};

/** Milliseconds: what was free all the while is let go. */
const REST = 10_000;

/** What nobody uses now and the next may have. Its size must not change in here. */
export const createPool = <T>({ sizeOf, largest, total }: Bounds<T>) => {
  const free: T[] = [];
  let held = 0;
  /** Of those that are free, how many nobody needed since the last look: the first ones, as the last goes first. */
  let unneeded = 0;
  let timer: NodeJS.Timeout | undefined;

  const letGo = () => {
    for (const one of free.splice(0, unneeded)) held -= sizeOf(one);
    unneeded = free.length;
    if (unneeded > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    /** Undefined where there is none. */
    take(): T | undefined {
      const one = free.pop();
      if (one === undefined) return undefined;
      held -= sizeOf(one);
      unneeded = Math.min(unneeded, free.length);
      return one;
    },
    giveBack(one: T) {
      const size = sizeOf(one);
      if (size > largest || held + size > total) return;
      held += size;
      free.push(one);
      timer ??= setInterval(letGo, REST).unref();
    },
    get kept() {
      return free.length;
    },
  };
};
