import type { FetchNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  type InlineFragmentNode,
  type SelectionNode,
} from 'graphql';
import { servedBy, type Gaps } from './gaps.ts';

/**
 * Takes out of a fetch that it asks for the types of objects which the subgraph knows as their interface alone
 * (`@interfaceObject`): where the client asks for it first, the planner does, and the interface's name would take
 * the place of the object's.
 */
export const askNoStandIn = (gaps: Gaps, fetch: FetchNode) => {
  const isStandIn = ({ typeCondition }: InlineFragmentNode) =>
    typeCondition !== undefined &&
    servedBy(gaps, fetch.serviceName, typeCondition.name.value)?.isInterfaceObject === true;

  const without = (fragment: SelectionNode): SelectionNode => {
    if (fragment.kind !== Kind.INLINE_FRAGMENT || !isStandIn(fragment)) return fragment;
    const selections = fragment.selectionSet.selections.filter((one) => !isTypename(one));
    if (selections.length === 0) return fragment;
    return { ...fragment, selectionSet: { ...fragment.selectionSet, selections } };
  };

  const document = parse(fetch.operation, { noLocation: true });
  const definitions = document.definitions.map((one) => {
    if (one.kind !== Kind.OPERATION_DEFINITION) return one;
    const selections = one.selectionSet.selections.map((field) =>
      field.kind === Kind.FIELD && field.name.value === '_entities' && field.selectionSet
        ? {
            ...field,
            selectionSet: { ...field.selectionSet, selections: field.selectionSet.selections.map(without) },
          }
        : field,
    );
    return { ...one, selectionSet: { ...one.selectionSet, selections } };
  });
  fetch.operation = stripIgnoredCharacters(print({ ...document, definitions }));
};

const isTypename = (one: SelectionNode) =>
  one.kind === Kind.FIELD && !one.alias && one.name.value === '__typename';
