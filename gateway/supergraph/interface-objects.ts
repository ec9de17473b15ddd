import {
  Kind,
  print,
  stripIgnoredCharacters,
  visit,
  type InlineFragmentNode,
  type SelectionNode,
} from 'graphql';
import { servedBy, type Gaps } from './gaps.ts';
import type { PlanFetch } from './plan-fetches.ts';

/**
 * Takes out of a fetch that it asks for the types of objects which the subgraph knows as their interface alone
 * (`@interfaceObject`): where the client asks for it first, the planner does, and the interface's name would take
 * the place of the object's.
 */
export const askNoStandIn = (gaps: Gaps, { fetch, document }: PlanFetch) => {
  const isStandIn = ({ typeCondition }: InlineFragmentNode) =>
    typeCondition !== undefined &&
    servedBy(gaps, fetch.serviceName, typeCondition.name.value)?.isInterfaceObject === true;

  const without = (fragment: SelectionNode): SelectionNode => {
    if (fragment.kind !== Kind.INLINE_FRAGMENT || !isStandIn(fragment)) return fragment;
    const selections = fragment.selectionSet.selections.filter((one) => !isTypename(one));
    if (selections.length === 0) return fragment;
    return { ...fragment, selectionSet: { ...fragment.selectionSet, selections } };
  };

  const asked = visit(document, {
    [Kind.FIELD](field) {
      const { name, selectionSet } = field;
      if (name.value !== '_entities' || !selectionSet) return false; // nor what is below
      return {
        ...field,
        selectionSet: { ...selectionSet, selections: selectionSet.selections.map(without) },
      };
    },
  });
  fetch.operation = stripIgnoredCharacters(print(asked));
};

export const isTypename = (one: SelectionNode) =>
  one.kind === Kind.FIELD && !one.alias && one.name.value === '__typename';
