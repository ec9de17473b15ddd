import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  parse,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type NamedTypeNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * What comes at a place of an answer: lists in lists, and in them an object or, without fields, a scalar or an enum.
 * `type` is undefined where it depends on the object above. `tells`: the name of the type of the object above,
 * and whether every object there must.
 */
export type Shape = {
  lists: number;
  type: GraphQLNamedType | undefined;
  tells: 'always' | 'if asked' | undefined;
  fields: Fields | undefined;
};
export type Fields = Map<string, Shape>;

/** The shape of what a subgraph answers to a query; fragments for all types are in one. */
export const shapeOf = (schema: GraphQLSchema, query: string): Fields => {
  const document = parse(query, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const fields: Fields = new Map();
  const root = schema.getRootType(operation.operation) ?? undefined;
  collect({ schema, fragments }, operation.selectionSet, { type: root, fields });
  return fields;
};

type Collecting = { schema: GraphQLSchema; fragments: Map<string, FragmentDefinitionNode> };
type Place = { type: GraphQLNamedType | undefined; fields: Fields; isInFragment?: boolean };

const collect = (collecting: Collecting, { selections }: SelectionSetNode, place: Place) => {
  const { schema, fragments } = collecting;
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) {
      const { typeCondition, selectionSet } =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
      const type = typeNamed(schema, typeCondition) ?? place.type;
      collect(collecting, selectionSet, { ...place, type, isInFragment: true });
    } else {
      const { name, alias, directives = [], selectionSet } = selection;
      const key = alias?.value ?? name.value;
      const shape = merged(place.fields.get(key), shapeOfField(place.type, name.value));
      if (shape.tells && !place.isInFragment && directives.length === 0) shape.tells = 'always';
      place.fields.set(key, shape);
      if (!selectionSet) continue;
      shape.fields ??= new Map();
      collect(collecting, selectionSet, { type: shape.type, fields: shape.fields });
    }
  }
};

const typeNamed = (schema: GraphQLSchema, condition: NamedTypeNode | undefined) => {
  const type = condition && schema.getType(condition.name.value);
  return isCompositeType(type) ? type : undefined;
};

/** Names and lists are the same for all types that an object may have: GraphQL sees to it. */
const merged = (one: Shape | undefined, other: Shape): Shape => {
  if (one && one.type !== other.type) one.type = undefined;
  return one ?? other;
};

const shapeOfField = (parent: GraphQLNamedType | undefined, name: string): Shape => {
  if (name === '_entities') return { lists: 1, type: undefined, tells: undefined, fields: undefined };
  const hasFields = isObjectType(parent) || isInterfaceType(parent);
  let type: GraphQLOutputType | undefined = hasFields ? parent.getFields()[name]?.type : undefined;
  let lists = 0;
  for (type = type && getNullableType(type); isListType(type); type = getNullableType(type.ofType))
    lists += 1;
  return {
    lists,
    type: type && getNamedType(type),
    tells: name === '__typename' ? 'if asked' : undefined,
    fields: undefined,
  };
};
