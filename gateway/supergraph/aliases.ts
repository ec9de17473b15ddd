import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';
import type { Planning } from './generation.ts';

/** A field `name` that the client gets at `place`, which is the place of another one. */
export type Alias = { place: string; name: string };

/**
 * The first alias that is the name of a field which the plan itself asks for there, for a key or for what a field
 * requires: the planner asks for one of the two and takes it for both.
 */
export const aliasInTheWay = (
  plan: PlanNode | undefined,
  { document, operation }: Planning,
): Alias | undefined => {
  const asked: Asked = new Map();
  noteAll(asked, plan, '');
  for (const [field, place] of fieldsOf(operation.selectionSet, fragmentsIn(document), '')) {
    const [name, alias] = [field.name.value, field.alias?.value ?? field.name.value];
    if (alias !== name && (alias === '__typename' || isAnother(asked.get(place), name)))
      return { place, name };
  }
  return undefined;
};

/** By the place, `searchGigs.nodes.id`, the names of the fields that the plan asks for there. */
type Asked = Map<string, Set<string>>;

const note = (asked: Asked, place: string, name: string) =>
  void asked.set(place, (asked.get(place) ?? new Set()).add(name));

const isAnother = (names: Set<string> | undefined, name: string) =>
  names !== undefined && [...names].some((one) => one !== name);

const noteAll = (asked: Asked, node: PlanNode | undefined, before: string): void => {
  switch (node?.kind) {
    case 'Fetch':
      return noteFetch(asked, node, before);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.forEach((one) => noteAll(asked, one, before));
    case 'Flatten':
      return noteAll(asked, node.node, node.path.filter((key) => key !== '@').join('.') + '.');
    case 'Condition':
      noteAll(asked, node.ifClause, before);
      return noteAll(asked, node.elseClause, before);
    default:
  }
};

const noteFetch = (asked: Asked, { requires, operation }: FetchNode, before: string) => {
  noteRequired(asked, requires ?? [], before);
  const document = parse(operation, { noLocation: true });
  const fragments = fragmentsIn(document);
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      for (const selections of requires ? entitiesIn(definition.selectionSet) : [definition.selectionSet])
        for (const [field, place] of fieldsOf(selections, fragments, before))
          note(asked, place, field.name.value);
};

const noteRequired = (asked: Asked, selections: readonly QueryPlanSelectionNode[], before: string) => {
  for (const one of selections)
    if (one.kind === 'InlineFragment') noteRequired(asked, one.selections, before);
    else {
      note(asked, before + one.name, one.name);
      noteRequired(asked, one.selections ?? [], `${before}${one.name}.`);
    }
};

const entitiesIn = ({ selections }: SelectionSetNode): SelectionSetNode[] =>
  selections.flatMap((one) => (one.kind === Kind.FIELD && one.selectionSet ? [one.selectionSet] : []));

type Fragments = Map<string, SelectionSetNode>;

const fragmentsIn = ({ definitions }: DocumentNode): Fragments =>
  new Map(
    definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one.selectionSet]] : [],
    ),
  );

/** Each field with its place. */
function* fieldsOf(
  { selections }: SelectionSetNode,
  fragments: Fragments,
  before: string,
): Generator<[FieldNode, place: string]> {
  for (const one of selections)
    if (one.kind === Kind.FRAGMENT_SPREAD) yield* fieldsOf(fragments.get(one.name.value)!, fragments, before);
    else if (one.kind === Kind.INLINE_FRAGMENT) yield* fieldsOf(one.selectionSet, fragments, before);
    else {
      const place = before + (one.alias ?? one.name).value;
      yield [one, place];
      if (one.selectionSet) yield* fieldsOf(one.selectionSet, fragments, `${place}.`);
    }
}
