import {
  isAbstractType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import { isChosen } from './variants.ts';

export type Shaping = {
  /** The whole supergraph's, as graphql-js has it. */
  schema: GraphQLSchema;
  /** What the client may see of it. */
  api: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  /** Of the operation, for @skip and @include. */
  booleans: Record<string, boolean>;
  /** Numbers places of all fetches of a plan. */
  nextNumber(): number;
};

/** The fields that are selected of a concrete type, in the order in which they are answered. */
export const fieldsOf = (shaping: Shaping, type: GraphQLObjectType, selections: readonly SelectionNode[]) => {
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  collect(shaping, type, selections, fields);
  return fields;
};

const collect = (
  shaping: Shaping,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  fields: Map<string, [FieldNode, ...FieldNode[]]>,
) => {
  for (const selection of selections) {
    if (!isChosen(selection, shaping.booleans)) continue;
    if (selection.kind === 'Field') {
      const key = selection.alias?.value ?? selection.name.value;
      const known = fields.get(key);
      if (known) known.push(selection);
      else fields.set(key, [selection]);
      continue;
    }
    const fragment =
      selection.kind === 'FragmentSpread' ? shaping.fragments[selection.name.value]! : selection;
    if (isOf(shaping.schema, type, fragment.typeCondition?.name.value))
      collect(shaping, type, fragment.selectionSet.selections, fields);
  }
};

export const isOf = (schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined) => {
  if (condition === undefined || condition === type.name) return true;
  const wider = schema.getType(condition);
  return isAbstractType(wider) && schema.isSubType(wider, type);
};
