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
import { NOTHING } from './own-names.ts';

const isCondition = ({ name }: DirectiveNode) => name.value === 'skip' || name.value === 'include';

const hasCondition = ({ directives = [] }: SelectionNode) => directives.some(isCondition);

export const hasConditions = (document: DocumentNode): boolean => {
  let found = false;
  visit(document, { [Kind.DIRECTIVE]: (directive) => void (found ||= isCondition(directive)) });
  return found;
};

/**
 * A field of which nothing may be left, under a condition of its own: the planner makes one of both conditions, and
 * the object is null where it should be empty.
 */
export const hasEmptyObject = (document: DocumentNode): boolean => {
  const bodies = new Map<string, SelectionSetNode>();
  for (const one of document.definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) bodies.set(one.name.value, one.selectionSet);
  const mayBeEmpty = ({ selections }: SelectionSetNode): boolean =>
    selections.every((one) => {
      if (hasCondition(one)) return true;
      if (one.kind === Kind.FIELD) return false;
      return mayBeEmpty(one.kind === Kind.FRAGMENT_SPREAD ? bodies.get(one.name.value)! : one.selectionSet);
    });
  const look = ({ selections }: SelectionSetNode, isConditional: boolean): boolean =>
    selections.some((one) => {
      const isUnder = isConditional || hasCondition(one);
      if (one.kind === Kind.FRAGMENT_SPREAD) return look(bodies.get(one.name.value)!, isUnder);
      if (one.kind === Kind.INLINE_FRAGMENT) return look(one.selectionSet, isUnder);
      const { selectionSet } = one;
      return (
        selectionSet !== undefined && ((isUnder && mayBeEmpty(selectionSet)) || look(selectionSet, false))
      );
    });
  return document.definitions.some(
    (one) => one.kind === Kind.OPERATION_DEFINITION && look(one.selectionSet, false),
  );
};

/** The same document as if the client had left out what it does not want this time. */
export const withoutConditions = (document: DocumentNode, booleans: Booleans): DocumentNode => {
  const chosen = <T extends SelectionNode>(one: T): T | null | undefined => {
    if (!isChosen(one, booleans)) return null;
    if (!hasCondition(one)) return undefined;
    return { ...one, directives: one.directives!.filter((directive) => !isCondition(directive)) };
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
