import { isObjectType, type GraphQLSchema } from 'graphql';
import type { QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isOf } from './selections.ts';
import type { Field, Value } from './shape.ts';
import { surprise } from './surprise.ts';

/** What a fetch wants to know of an object of one type. `groups`: fragments that have fields. */
export type Wanted = { fields: Map<string, QueryPlanFieldNode>; groups: number };

export const wantedOf = (requires: QueryPlanSelectionNode[], type: string, schema: GraphQLSchema): Wanted => {
  const wanted: Wanted = { fields: new Map(), groups: 0 };
  const object = schema.getType(type);
  const gather = (selections: readonly QueryPlanSelectionNode[]) => {
    const fields = selections.filter((one) => one.kind === 'Field');
    if (fields.length > 0) wanted.groups += 1;
    for (const field of fields) addTo(wanted.fields, field);
    for (const one of selections)
      if (one.kind === 'InlineFragment' && isObjectType(object) && isOf(schema, object, one.typeCondition))
        gather(one.selections);
  };
  gather(requires.filter(({ kind }) => kind === 'InlineFragment' || surprise('representation')));
  return wanted;
};

/** Two fragments may each want a part of the same object. */
const addTo = (fields: Map<string, QueryPlanFieldNode>, field: QueryPlanFieldNode) => {
  const key = field.alias ?? field.name;
  const known = fields.get(key)?.selections;
  fields.set(key, known ? { ...field, selections: together([...known, ...field.selections!]) } : field);
};

const together = (selections: readonly QueryPlanSelectionNode[]): QueryPlanSelectionNode[] => {
  const fields = new Map<string, QueryPlanFieldNode>();
  for (const one of selections) addTo(fields, one.kind === 'Field' ? one : surprise('representation'));
  return [...fields.values()];
};

/** Was it fetched just as it is wanted? Then it can be cut out whole. */
export const isWhole = (
  { name, value }: Pick<Field, 'name' | 'value'>,
  wanted: QueryPlanFieldNode,
): boolean => name === wanted.name && isWholeBelow(value, wanted.selections ?? []);

const isWholeBelow = (value: Value, wanted: readonly QueryPlanSelectionNode[]): boolean => {
  if (value.kind === 'list') return isWholeBelow(value.of, wanted);
  if (value.kind === 'leaf') return wanted.length === 0;
  const [only, ...others] = value.place.variants;
  return (
    others.length === 0 &&
    only!.fields.length === wanted.length &&
    wanted.every((one, i) => {
      const field = only!.fields[i]!;
      return one.kind === 'Field' && (one.alias ?? one.name) === field.key && isWhole(field, one);
    })
  );
};

/** All keys below a wanted field. */
export const keysBelow = ({ selections = [] }: QueryPlanFieldNode): string[] =>
  selections.flatMap((one) =>
    one.kind === 'Field' ? [one.alias ?? one.name, ...keysBelow(one)] : surprise('representation'),
  );
