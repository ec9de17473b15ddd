import type { PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type FieldNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Planning } from './generation.ts';

/** A field `name` that the client gets at `place`, which is the place of another one. */
export type Alias = { place: string; name: string };

/**
 * The first alias that is the name of a field which the plan itself needs there, of a key or of what a field requires:
 * the planner asks for one of the two and takes it for both.
 */
export const aliasInTheWay = (
  plan: PlanNode | undefined,
  { document, operation }: Planning,
): Alias | undefined => {
  const needed = new Set(neededBy(plan, ''));
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one.selectionSet]),
  );

  const lookAt = (field: FieldNode, before: string): Alias | undefined => {
    const name = field.name.value;
    const place = before + (field.alias?.value ?? name);
    if (field.alias && field.alias.value !== name && isNeeded(needed, field.alias.value, place))
      return { place, name };
    return field.selectionSet && look(field.selectionSet, `${place}.`);
  };

  const look = ({ selections }: SelectionSetNode, before: string): Alias | undefined => {
    for (const one of selections) {
      const inner = one.kind === Kind.FRAGMENT_SPREAD ? fragments.get(one.name.value)! : one.selectionSet!;
      const found = one.kind === Kind.FIELD ? lookAt(one, before) : look(inner, before);
      if (found) return found;
    }
    return undefined;
  };
  return look(operation.selectionSet, '');
};

/** The name of a type is asked for at many places that no plan tells of. */
const isNeeded = (needed: Set<string>, alias: string, place: string) =>
  alias === '__typename' || needed.has(place);

/** The places, `searchGigs.nodes.id`, of all that representations are made of. */
const neededBy = (node: PlanNode | undefined, before: string): string[] => {
  switch (node?.kind) {
    case 'Fetch':
      return placesOf(node.requires ?? [], before);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((one) => neededBy(one, before));
    case 'Flatten':
      return neededBy(node.node, node.path.filter((key) => key !== '@').join('.') + '.');
    case 'Condition':
      return [...neededBy(node.ifClause, before), ...neededBy(node.elseClause, before)];
    default:
      return [];
  }
};

const placesOf = (selections: readonly QueryPlanSelectionNode[], before: string): string[] =>
  selections.flatMap((one) => {
    if (one.kind === 'InlineFragment') return placesOf(one.selections, before);
    const place = before + one.name;
    return [place, ...placesOf(one.selections ?? [], `${place}.`)];
  });
