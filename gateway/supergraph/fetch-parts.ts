import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type FieldNode,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldsIn, outermostOf, servedBy, type Gaps } from './gaps.ts';
import { isTypename } from './interface-objects.ts';

type Entities = { operation: OperationDefinitionNode; field: FieldNode; fragments: InlineFragmentNode[] };

/** What a fetch asks of entities: a fragment for each of their types. */
const entitiesOf = ({ operation: text }: FetchNode): Entities => {
  const [operation] = parse(text, { noLocation: true }).definitions as [OperationDefinitionNode];
  const [field] = operation.selectionSet.selections as [FieldNode];
  return { operation, field, fragments: field.selectionSet!.selections as InlineFragmentNode[] };
};

/** By their text, the names of what fields require; what requires nothing has no text. */
type Needs = Map<string, Set<string>>;

/** One fetch for each text of what is required, where there are several. */
export const partsOf = (gaps: Gaps, fetch: FetchNode): FetchNode[] => {
  const entities = entitiesOf(fetch);
  const needs: Needs = new Map();
  for (const fragment of entities.fragments)
    for (const one of fragment.selectionSet.selections) {
      const names = neededBy(gaps, fetch, { fragment, one });
      if (!isTypename(one)) needs.set(textOf(names), names);
    }
  if (needs.size < 2) return [fetch];
  return [...needs.keys()].map((text) => partOf(gaps, fetch, { entities, needs, text }));
};

type Asked = { fragment: InlineFragmentNode; one: SelectionNode };

/** The names of all that a stand-in's field, or one in it, requires. */
const neededBy = (gaps: Gaps, { serviceName }: FetchNode, { fragment, one }: Asked): Set<string> => {
  const on = servedBy(gaps, serviceName, fragment.typeCondition!.name.value);
  const names = new Set(on?.isInterfaceObject ? fieldsIn(one).map(({ name }) => name) : []);
  const its = gaps.requiring.filter(({ subgraph, field }) => subgraph === serviceName && names.has(field));
  return new Set(its.flatMap(({ outermost }) => [...outermost]));
};

const textOf = (names: Set<string>) => [...names].join(' ');

type Part = { entities: Entities; needs: Needs; text: string };

/** All that needs just this, by representations that have no more. */
const partOf = (gaps: Gaps, fetch: FetchNode, { entities, needs, text }: Part): FetchNode => {
  const { operation, field, fragments } = entities;
  const ours = fragments.flatMap((fragment) => {
    const selections = fragment.selectionSet.selections.filter(
      (one) => !isTypename(one) && textOf(neededBy(gaps, fetch, { fragment, one })) === text,
    );
    return selections.length === 0 ? [] : [{ ...fragment, selectionSet: setOf(selections) }];
  });
  const selectionSet = setOf([{ ...field, selectionSet: setOf(ours) }]);
  const used = variablesIn(selectionSet);
  const variableDefinitions = operation.variableDefinitions!.filter((one) =>
    used.has(one.variable.name.value),
  );
  const keys = keysOf(gaps, fetch);
  const isNeed = (name: string) => !keys.has(name) && [...needs.values()].some((names) => names.has(name));
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print({ ...operation, variableDefinitions, selectionSet })),
    variableUsages: (fetch.variableUsages ?? []).filter((name) => used.has(name)),
    requires: requiresOf(fetch.requires!, needs.get(text)!, isNeed),
  };
};

const setOf = (selections: readonly SelectionNode[]): SelectionSetNode => ({
  kind: Kind.SELECTION_SET,
  selections,
});

const variablesIn = (node: SelectionSetNode): Set<string> => {
  const names = new Set<string>();
  visit(node, { Variable: ({ name }) => void names.add(name.value) });
  return names;
};

/** Of all entities that the subgraph knows, as each may be asked for by any of its keys. */
const keysOf = ({ served }: Gaps, { serviceName }: FetchNode): Set<string> => {
  const its = [...served.values()].filter(({ subgraph }) => subgraph === serviceName);
  const paths = its.flatMap(({ keys }) => keys.flatMap((key) => key.paths));
  return new Set(paths.map(outermostOf));
};

/**
 * Each fragment with a key, and in each what is needed: of an object that lacks it nothing is left then, and so it is
 * not asked for.
 */
const requiresOf = (
  requires: QueryPlanSelectionNode[],
  needed: Set<string>,
  isNeed: (name: string) => boolean,
): QueryPlanSelectionNode[] => {
  const fragments = requires.flatMap((one) => (one.kind === 'InlineFragment' ? [one] : []));
  const sent = fragments.flatMap(({ selections }) => selections.filter((one) => one.kind === 'Field'));
  const more = [...needed].flatMap((name) => sent.find((one) => one.name === name) ?? []);
  return fragments.flatMap((fragment) => {
    const key = fragment.selections.filter((one) => one.kind !== 'Field' || !isNeed(one.name));
    const names = new Set(key.map((one) => (one.kind === 'Field' ? one.name : '')));
    if (names.size === 1 && names.has('__typename')) return [];
    return [{ ...fragment, selections: [...key, ...more.filter(({ name }) => !names.has(name))] }];
  });
};
