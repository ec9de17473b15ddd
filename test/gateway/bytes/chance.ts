/** Numbers that only depend on what is given: the same world, chaos and operations for the same seed. */
export const hashOf = (...parts: unknown[]): number => {
  let h = 0x811c9dc5;
  const text = parts.join('\u0001');
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

export type Chance = ReturnType<typeof chanceOf>;

/** One draw after the other. */
export const chanceOf = (...seed: unknown[]) => {
  let state = hashOf(...seed);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number) => Math.floor(next() * most);
  return {
    below,
    is: (share: number) => next() < share,
    pick: <T>(of: readonly T[]): T => of[below(of.length)]!,
  };
};

/** Is it so, in this share of all cases, for what is named by the parts? */
export const isSo = (share: number, ...parts: unknown[]) => hashOf(...parts) < share * 2 ** 32;
