import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import { surprise } from './surprise.ts';
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

/** A selection, and the type on which it is written: where that is an interface, its fields may be nullable. */
export type Written = { on: string; selection: SelectionNode };

export type WrittenField = { on: string; node: FieldNode };

/** Fields of the same key. */
export type SameKey = [WrittenField, ...WrittenField[]];

export const writtenOn = (on: string, selections: readonly SelectionNode[]): Written[] =>
  selections.map((selection) => ({ on, selection }));

/** The fields that are selected of a concrete type, in the order in which they are answered. */
export const fieldsOf = (shaping: Shaping, type: GraphQLObjectType, written: Written[]) => {
  const fields = new Map<string, SameKey>();
  const collect = ({ on, selection }: Written) => {
    if (!isChosen(selection, shaping.booleans)) return;
    if (selection.kind === 'Field') {
      const key = selection.alias?.value ?? selection.name.value;
      const known = fields.get(key);
      if (known) known.push({ on, node: selection });
      else fields.set(key, [{ on, node: selection }]);
      return;
    }
    const { typeCondition, selectionSet } =
      selection.kind === 'FragmentSpread' ? shaping.fragments[selection.name.value]! : selection;
    const condition = typeCondition?.name.value;
    if (isOf(shaping.schema, type, condition))
      writtenOn(condition ?? on, selectionSet.selections).forEach(collect);
  };
  written.forEach(collect);
  return fields;
};

/** What is selected of a field's objects. */
export const writtenBelow = ({ schema }: Shaping, fields: WrittenField[]): Written[] =>
  fields.flatMap(({ on, node }) => {
    const type = typeOf(schema, on, node);
    return writtenOn(type ? getNamedType(type).name : '', node.selectionSet?.selections ?? []);
  });

const typeOf = (schema: GraphQLSchema, on: string, { name }: FieldNode): GraphQLOutputType | undefined => {
  const type = schema.getType(on);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value]?.type : undefined;
};

/** Wherever else it is written, the same may be null: GraphQL's validation says so. */
export const writtenTypeOf = ({ schema }: Shaping, [{ on, node }]: SameKey): GraphQLOutputType =>
  typeOf(schema, on, node) ?? surprise('sources');

export const isOf = (schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined) => {
  if (condition === undefined || condition === type.name) return true;
  const wider = schema.getType(condition);
  return isAbstractType(wider) && schema.isSubType(wider, type);
};
