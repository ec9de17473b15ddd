import {
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import type { Owners } from './compose.ts';
import { withFederationNames } from './federation-names.ts';

type Checked = { name: string; typeDefs: DocumentNode; owners: Owners };
type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;
type EntityNode = ObjectNode | InterfaceTypeDefinitionNode | InterfaceTypeExtensionNode;

/** What composition would let pass and the gateway would answer wrongly, or not at all when a service is down. */
export const problemsOfSubgraph = ({ name, typeDefs, owners }: Checked): string[] => {
  const { definitions } = withFederationNames(typeDefs);
  const types = definitions.filter(isObjectNode);
  const entities = Map.groupBy(definitions.filter(isEntityNode), (node) => node.name.value);
  return [
    ...[...entities].flatMap(([entity, nodes]) => problemsOfKeys(entity, nodes)),
    ...types.flatMap((type) => [
      ...(type.fields ?? []).flatMap((field) => problemsOfRequires(type, field)),
      ...problemsOfNullability(type, name, owners),
    ]),
  ].map((problem) => `${name}: ${problem}`);
};

const isObjectNode = (node: DefinitionNode): node is ObjectNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;

const isEntityNode = (node: DefinitionNode): node is EntityNode =>
  isObjectNode(node) ||
  node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
  node.kind === Kind.INTERFACE_TYPE_EXTENSION;

const SILENT_NULLS = 'which the gateway answers with silent nulls';

/** A type may be defined in several parts, each with keys. */
const problemsOfKeys = (entity: string, nodes: EntityNode[]): string[] => {
  const keys = nodes.flatMap((node) => applied(node, 'key'));
  const stubs = keys.filter((key) => argument(key, 'resolvable') === false);
  const problems: string[] = [];
  if (stubs.length > 0 && stubs.length < keys.length)
    problems.push(`${entity} mixes keys with and without resolvable: false, ${SILENT_NULLS}.`);
  if (stubs.length > 0 && nodes.some((node) => applied(node, 'interfaceObject').length > 0))
    problems.push(`${entity} is an @interfaceObject whose key has resolvable: false, ${SILENT_NULLS}.`);
  return problems;
};

const problemsOfRequires = (type: ObjectNode, field: FieldDefinitionNode): string[] =>
  applied(field, 'requires')
    .filter((requires) => hasArguments(fieldSet(requires)))
    .map(
      (requires) =>
        `${type.name.value}.${field.name.value} has arguments inside @requires(fields: ${JSON.stringify(argument(requires, 'fields'))}), which the gateway answers with wrong data.`,
    );

/** A service that is down may null its own fields, but nothing of another's. */
const problemsOfNullability = (type: ObjectNode, subgraph: string, owners: Owners): string[] => {
  const owner = owners[type.name.value];
  if (!owner && applied(type, 'key').length > 0)
    return [`${type.name.value} has a key but no owner: name one.`];
  const contributes = owner !== undefined && owner !== subgraph;
  const keys = new Set(applied(type, 'key').flatMap((key) => namesIn(fieldSet(key))));
  return (type.fields ?? []).flatMap((field) => {
    const at = `${type.name.value}.${field.name.value}`;
    if (keys.has(field.name.value) || applied(field, 'external').length > 0) return [];
    if (contributes && field.type.kind === Kind.NON_NULL_TYPE)
      return [`${at} is non-null, but ${owner} owns ${type.name.value}: make it nullable.`];
    if (type.name.value === 'Query' && field.type.kind === Kind.NON_NULL_TYPE)
      return [`${at} is non-null, so that its failure empties the whole answer: make it nullable.`];
    const foreign = ownerOfRequired(field.type, owners);
    return foreign && foreign !== subgraph
      ? [`${at} needs an object that ${foreign} owns and may not answer: make it nullable.`]
      : [];
  });
};

/** The owner of `T` in `T!`, `[T!]` and the like; undefined where a missing T is only a null. */
const ownerOfRequired = (type: TypeNode, owners: Owners): string | undefined => {
  if (type.kind === Kind.LIST_TYPE) return ownerOfRequired(type.type, owners);
  if (type.kind === Kind.NAMED_TYPE) return undefined;
  return type.type.kind === Kind.NAMED_TYPE
    ? owners[type.type.name.value]
    : ownerOfRequired(type.type, owners);
};

type Annotated = { directives?: readonly ConstDirectiveNode[] | undefined };

const applied = ({ directives = [] }: Annotated, name: string) =>
  directives.filter((directive) => directive.name.value === name);

const argument = (directive: ConstDirectiveNode, name: string) => {
  const value = directive.arguments?.find((given) => given.name.value === name)?.value;
  return value && 'value' in value ? value.value : undefined;
};

const fieldSet = (directive: ConstDirectiveNode): SelectionSetNode => {
  const [operation] = parse(`{ ${argument(directive, 'fields')} }`).definitions;
  return (operation as { selectionSet: SelectionSetNode }).selectionSet;
};

const namesIn = ({ selections }: SelectionSetNode) =>
  selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []));

const hasArguments = ({ selections }: SelectionSetNode): boolean =>
  selections.some(
    (selection) =>
      (selection.kind === Kind.FIELD && (selection.arguments?.length ?? 0) > 0) ||
      (selection.kind !== Kind.FRAGMENT_SPREAD &&
        selection.selectionSet !== undefined &&
        hasArguments(selection.selectionSet)),
  );

/** Every type and every field says what it is; names of arguments and enum values may speak for themselves. */
export const undescribed = (schema: GraphQLSchema): string[] => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => [
      ...(type.description || roots.some((root) => root === type) ? [] : [type.name]),
      ...fieldsOf(type).flatMap((field) => (field.description ? [] : [`${type.name}.${field.name}`])),
    ])
    .map((name) => `${name} has no description.`);
};

const fieldsOf = (type: GraphQLNamedType) =>
  isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
    ? Object.values(type.getFields())
    : [];
