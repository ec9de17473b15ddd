import type { Given } from './readers.ts';

export type Amounts = { objects: number; values: number; cost: number };

type Variables = Record<string, unknown>;
type Term = { times(variables: Variables): number; each: AmountsSum };

export type AmountsSum = {
  add(what: keyof Amounts, count: Given<number>): void;
  /** Adds the other sum so many times. */
  addEach(times: Given<number>, each: AmountsSum): void;
  of(variables: Variables): Amounts;
  fixed: Amounts;
  terms: Term[];
};

/** A sum that is added up as far as it does not depend on variables: only the rest is left to a request. */
export const createAmounts = (): AmountsSum => {
  const fixed: Amounts = { objects: 0, values: 0, cost: 0 };
  const terms: Term[] = [];

  const sum: AmountsSum = {
    fixed,
    terms,
    add(what, count) {
      if ('known' in count) {
        fixed[what] += count.known;
        return;
      }
      const one = createAmounts();
      one.fixed[what] = 1;
      terms.push({ times: count.of, each: one });
    },
    addEach(times, each) {
      if (!('known' in times)) {
        terms.push({ times: times.of, each });
        return;
      }
      increase(fixed, times.known, each.fixed);
      for (const { times: often, each: inner } of each.terms)
        terms.push({ times: (variables) => times.known * often(variables), each: inner });
    },
    of(variables) {
      const total = { ...fixed };
      addTerms(total, 1, terms, variables);
      return total;
    },
  };
  return sum;
};

const addTerms = (total: Amounts, factor: number, terms: Term[], variables: Variables) => {
  for (const { times, each } of terms) {
    const often = factor * times(variables);
    increase(total, often, each.fixed);
    addTerms(total, often, each.terms, variables);
  }
};

const increase = (total: Amounts, times: number, { objects, values, cost }: Amounts) => {
  total.objects += times * objects;
  total.values += times * values;
  total.cost += times * cost;
};
