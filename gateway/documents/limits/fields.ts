import {
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { tooLarge } from '../../errors.ts';

/** One field as it is asked for. `typeName`: of the type that it is a field of. */
export type Field = { node: FieldNode; typeName: string; definition: GraphQLField<unknown, unknown> };

/** Once fragments are spread, as the planner does; it takes about 0.1 ms for each. */
const MOST_SELECTIONS = 1_000;

const META = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef];

export type FieldReader = (set: SelectionSetNode, type: GraphQLCompositeType) => Generator<Field>;

/**
 * Answers the fields of one selection set after another, each as often as it is selected, with fragments
 * spread. Throws at the 1,001st selection. The document must be valid.
 */
export const createFieldReader = (schema: GraphQLSchema, document: DocumentNode): FieldReader => {
  const fragments = fragmentsOf(document);
  let selected = 0;

  return function* fieldsOf(set: SelectionSetNode, type: GraphQLCompositeType): Generator<Field> {
    for (const selection of set.selections) {
      selected += 1;
      if (selected > MOST_SELECTIONS)
        throw tooLarge(`Expected at most ${MOST_SELECTIONS} selections, fragments spread, got more.`);
      if (selection.kind === 'Field')
        yield { node: selection, typeName: type.name, definition: definitionOf(selection, type) };
      else {
        const { selectionSet, typeCondition } =
          selection.kind === 'FragmentSpread' ? fragments.get(selection.name.value)! : selection;
        const narrowed = typeCondition && schema.getType(typeCondition.name.value);
        yield* fieldsOf(selectionSet, (narrowed as GraphQLCompositeType | undefined) ?? type);
      }
    }
  };
};

const definitionOf = ({ name }: FieldNode, type: GraphQLCompositeType): GraphQLField<unknown, unknown> =>
  META.find((meta) => meta.name === name.value) ??
  (type as GraphQLObjectType | GraphQLInterfaceType).getFields()[name.value]!;

const fragmentsOf = ({ definitions }: DocumentNode) =>
  new Map<string, FragmentDefinitionNode>(
    definitions
      .filter((definition) => definition.kind === 'FragmentDefinition')
      .map((fragment) => [fragment.name.value, fragment]),
  );
