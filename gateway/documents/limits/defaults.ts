export type Limits = {
  /** Of an operation, see `measure.ts`. */
  cost: number;
  /** That an answer may hold. */
  objects: number;
  /** Scalars that an answer may hold: aliases may ask for one long text again and again. */
  values: number;
  /** Of a document. */
  aliases: number;
  directives: number;
  /** That a mutation may have one field: several would be as many passwords to try in one request. */
  repeats: number;
  /** Of a page: subgraphs refuse a larger one, and for null they choose. */
  page: number;
};

export const LIMITS: Limits = {
  cost: 5_000,
  objects: 10_000,
  values: 30_000,
  aliases: 200,
  directives: 100,
  repeats: 1,
  page: 100,
};

/** With 1, a request asks for `extensions.cost`. */
export const COST_HEADER = 'x-chimera-cost';
