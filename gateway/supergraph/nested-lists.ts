import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { fieldsFetched, type PlanFetch } from './plan-fetches.ts';

/** The names of all fields that are lists of lists of objects. */
export const nestedListsIn = (schema: GraphQLSchema): Set<string> => {
  const fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()));
  return new Set(fields.filter(({ type }) => isNestedList(type)).map(({ name }) => name));
};

const isNestedList = (type: GraphQLOutputType): boolean => {
  const list = getNullableType(type);
  return isListType(list) && isListType(getNullableType(list.ofType)) && isCompositeType(getNamedType(type));
};

/**
 * The place of a list of lists that several fetches bring: of its objects Apollo's executor would keep what came last
 * alone.
 */
export const nestedListOfSeveral = (fetches: PlanFetch[], nestedLists: Set<string>): string | undefined => {
  if (nestedLists.size === 0) return undefined;
  const broughtBy = new Map<string, PlanFetch>();
  for (const one of fetches)
    for (const [{ name, selectionSet }, place] of fieldsFetched(one)) {
      if (!selectionSet || !nestedLists.has(name.value)) continue;
      const other = broughtBy.get(place);
      if (other && other !== one) return place;
      broughtBy.set(place, one);
    }
  return undefined;
};
