import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { Planning } from './generation.ts';
import { fieldsFetched, fieldsOf, fragmentsIn, type PlanFetch } from './plan-fetches.ts';

/** A field `name` that the client gets at `place`, which is the place of another one. */
export type Alias = { place: string; name: string };

/**
 * The first alias that is the name of a field which the plan needs there itself, for a key or for what a field
 * requires, or fetches there for no reason of the client's: the planner asks for one of the two and takes it for both.
 * Objects of several types may have one alias for fields of their own.
 */
export const aliasInTheWay = (fetches: PlanFetch[], { document, operation }: Planning): Alias | undefined => {
  const asked: Asked = { required: new Map(), fetched: new Map() };
  for (const one of fetches) noteFetch(asked, one);
  const fields = [...fieldsOf(operation.selectionSet, fragmentsIn(document), '')];
  const clients: Names = new Map();
  for (const [field, place] of fields) note(clients, place, field.name.value);
  for (const [field, place] of fields) {
    const name = field.name.value;
    if (!field.alias || field.alias.value === name) continue;
    const others = [
      ...[...(asked.required.get(place) ?? [])].filter((one) => one !== name),
      ...[...(asked.fetched.get(place) ?? [])].filter((one) => !clients.get(place)!.has(one)),
    ];
    if (field.alias.value === '__typename' || others.length > 0) return { place, name };
  }
  return undefined;
};

/** By the place, `searchGigs.nodes.id`, the names of fields. */
type Names = Map<string, Set<string>>;

/** What representations are made of, and what fetches ask for. */
type Asked = { required: Names; fetched: Names };

const note = (names: Names, place: string, name: string) =>
  void names.set(place, (names.get(place) ?? new Set()).add(name));

const noteFetch = (asked: Asked, one: PlanFetch) => {
  noteRequired(asked.required, one.fetch.requires ?? [], one.place);
  for (const [field, place] of fieldsFetched(one)) note(asked.fetched, place, field.name.value);
};

const noteRequired = (names: Names, selections: readonly QueryPlanSelectionNode[], before: string) => {
  for (const one of selections)
    if (one.kind === 'InlineFragment') noteRequired(names, one.selections, before);
    else {
      note(names, before + one.name, one.name);
      noteRequired(names, one.selections ?? [], `${before}${one.name}.`);
    }
};
