import {
  Kind,
  visit,
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isChosen, type Booleans } from '../bytes/variants.ts';
import type { Planning } from './generation.ts';
import { NOTHING } from './own-names.ts';
import { fragmentsIn } from './plan-fetches.ts';

const isCondition = ({ name }: DirectiveNode) => name.value === 'skip' || name.value === 'include';

export const hasConditions = (document: DocumentNode): boolean => {
  let found = false;
  visit(document, { [Kind.DIRECTIVE]: (directive) => void (found ||= isCondition(directive)) });
  return found;
};

/** What must hold for it, as texts; what always does is left out. */
const conditionsOf = ({ directives = [] }: SelectionNode): string[] =>
  directives.filter(isCondition).flatMap(({ name, arguments: [condition] = [] }) => {
    const value = condition?.value;
    if (value?.kind !== Kind.BOOLEAN)
      return [`${name.value} ${value?.kind === Kind.VARIABLE ? value.name.value : ''}`];
    return value.value === (name.value === 'include') ? [] : ['never'];
  });

/**
 * Is there a field under a condition, of which other conditions may leave nothing? Where all of a fetch is under both,
 * the object is null and not empty.
 */
export const hasEmptyObject = ({ document, operation }: Planning): boolean => {
  const bodies = fragmentsIn(document);
  const bodyOf = (one: Exclude<SelectionNode, { kind: Kind.FIELD }>) =>
    one.kind === Kind.FRAGMENT_SPREAD ? bodies.get(one.name.value)! : one.selectionSet;

  const mayBeEmpty = ({ selections }: SelectionSetNode, held: string[]): boolean =>
    selections.every((one) => {
      if (conditionsOf(one).some((condition) => !held.includes(condition))) return true;
      return one.kind === Kind.FIELD ? false : mayBeEmpty(bodyOf(one), held);
    });
  /** `held`: what holds for all of it. `isUnder`: the object that it is of has none, but a fragment around it. */
  const look = ({ selections }: SelectionSetNode, held: string[], isUnder: boolean): boolean =>
    selections.some((one) => {
      const own = conditionsOf(one);
      const all = [...held, ...own];
      if (one.kind !== Kind.FIELD) return look(bodyOf(one), all, isUnder || own.length > 0);
      const { selectionSet } = one;
      if (!selectionSet) return false;
      return ((isUnder || own.length > 0) && mayBeEmpty(selectionSet, all)) || look(selectionSet, all, false);
    });
  return look(operation.selectionSet, [], false);
};

/** The same document as if the client had left out what it does not want this time. */
export const withoutConditions = (document: DocumentNode, booleans: Booleans): DocumentNode => {
  const chosen = <T extends SelectionNode>(one: T): T | null | undefined => {
    if (!isChosen(one, booleans)) return null;
    if (!one.directives?.some(isCondition)) return undefined;
    return { ...one, directives: one.directives.filter((directive) => !isCondition(directive)) };
  };
  return visit(document, {
    [Kind.FIELD]: { enter: chosen },
    [Kind.INLINE_FRAGMENT]: { enter: chosen },
    [Kind.FRAGMENT_SPREAD]: { enter: chosen },
    [Kind.SELECTION_SET]: {
      leave: (set): ASTNode | undefined =>
        set.selections.length > 0 ? undefined : { ...set, selections: [TYPENAME] },
    },
  });
};

const TYPENAME: SelectionNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: NOTHING },
  name: { kind: Kind.NAME, value: '__typename' },
};
