/** Why an answer, or an operation, is not one for bytes. A label of a metric: few, and of our own making. */
export type Reason =
  | 'answer' // an answer of a shape that its type does not have
  | 'unequal' // two answers that say different things of one field
  | 'null root' // nothing at all is left of the data
  | 'introspection'
  | 'rewrites' // the planner renames in what is sent or received
  | 'abstract' // an abstract object whose type is not told first, or that several answers make up
  | 'sources' // a field that no answer brings, or several in a way that is not known
  | 'representation' // a key that is no slice of one answer
  | 'plan' // a node of the plan, or a path, that is not known
  | 'variants'; // too many combinations of @skip and @include

/** Thrown where bytes end and Apollo's executor begins: no Error, so without a stack. */
export class Surprise {
  readonly reason: Reason;

  constructor(reason: Reason) {
    this.reason = reason;
  }
}

/**
 * The bytes are not laid out as the plan says: they may still be the same answer, printed in another way. Known by
 * identity: any other surprise of the reason `answer` is final.
 */
export const LAYOUT = new Surprise('answer');

export const UNEQUAL = new Surprise('unequal');

export const surprise = (reason: Reason): never => {
  throw new Surprise(reason);
};
