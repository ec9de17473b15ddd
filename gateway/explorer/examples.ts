import { browsing } from './examples/browsing.ts';
import { buying } from './examples/buying.ts';
import { following } from './examples/following.ts';
import { judging } from './examples/judging.ts';
import { selling } from './examples/selling.ts';

/** A query that finds values for variables in what is there now. */
export type Finding = {
  query: string;
  /**
   * Variable → where its value is in the answer: names and dots; `[]` is the first of a list, and
   * `[a.b]` the first of a list whose a.b is true. Findings after this one may use the variable.
   */
  finds: Record<string, string>;
};

export type Example = {
  /** The operation's name too: what GraphiQL calls its tab. */
  name: string;
  label: string;
  group: 'Browse' | 'Buy' | 'Sell';
  /** Whom it needs; absent: nobody. */
  as?: 'bea' | 'sam';
  operation: string;
  /** An `idempotencyKey` is replaced by a fresh one whenever the example is opened. */
  variables: Record<string, unknown>;
  findings?: Finding[];
};

/** In the order of a hire: found, bought, delivered, rated. */
export const examples: Example[] = [...browsing, ...buying, ...following, ...judging, ...selling].map(
  (example) => ({ ...example, operation: withoutIndent(example.operation) }),
);

/** As it would stand in a file of its own. */
function withoutIndent(text: string): string {
  const [indent] = /^\n */.exec(text) ?? [''];
  return `${text.replaceAll(indent, '\n').trim()}\n`;
}
