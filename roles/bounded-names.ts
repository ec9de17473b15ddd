const OTHER = 'other';

/** Labels of a metric that come from outside: so many different ones are told apart, and all others are one. */
export const createBoundedNames = (most: number) => {
  const names = new Set<string>();
  return {
    /** As it is where it is known or there is room. */
    of(name: string): string {
      if (names.has(name)) return name;
      if (names.size >= most) return OTHER;
      names.add(name);
      return name;
    },
    /** As it is only where it is known. */
    known: (name: string) => (names.has(name) ? name : OTHER),
  };
};
