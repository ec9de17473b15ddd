/** What of a field is recorded: where its key begins, its value begins and ends, its child records, a count. */
export type Mark = 'key' | 'value' | 'end' | 'child' | 'count';

/** The integers of one record. Slot 0 is the variant, or -1 for a null in a list. Equal wishes share a slot. */
export type Slots = ReturnType<typeof createSlots>;

export const createSlots = () => {
  const numbers = new Map<string, number>();
  let next = 1;
  let kept = false;
  const taken: number[] = [];
  const nameOf = (variant: number, field: number, mark: Mark) => `${variant}.${field}.${mark}`;
  return {
    /** The slot of this mark: taken where there is none yet. */
    of(variant: number, field: number, mark: Mark): number {
      const name = nameOf(variant, field, mark);
      const slot = numbers.get(name) ?? next++;
      numbers.set(name, slot);
      return slot;
    },
    /** The slot of this mark, if somebody wished for it. */
    known: (variant: number, field: number, mark: Mark) => numbers.get(nameOf(variant, field, mark)),
    /** A slot for something that is not in the answer: -1 until it is known. */
    take(): number {
      taken.push(next);
      return next++;
    },
    taken: taken as readonly number[],
    /** Its records are read, be it only to know that they are there and of which variant. */
    keep() {
      kept = true;
    },
    /** Nobody reads its records: no need to write them. */
    get isEmpty() {
      return next === 1 && !kept;
    },
    get size() {
      return next;
    },
  };
};
