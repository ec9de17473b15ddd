import {
  isAbstractType,
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type InlineFragmentNode,
} from 'graphql';

const TYPENAME = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;

/**
 * To be planned: a fragment in one on an interface asks for the type, too. Apollo's executor does not know it there,
 * not even where the field itself says it, and drops what the inner fragment selects.
 */
export const withTypes = (schema: GraphQLSchema, document: DocumentNode): DocumentNode => {
  const typed = <T extends InlineFragmentNode | FragmentDefinitionNode>(fragment: T): T | undefined => {
    const { typeCondition, selectionSet } = fragment;
    const isAbstract = typeCondition && isAbstractType(schema.getType(typeCondition.name.value));
    const hasInner = selectionSet.selections.some(({ kind }) => kind !== Kind.FIELD);
    if (!isAbstract || !hasInner) return undefined;
    return {
      ...fragment,
      selectionSet: { ...selectionSet, selections: [TYPENAME, ...selectionSet.selections] },
    };
  };
  return visit(document, { InlineFragment: typed, FragmentDefinition: typed });
};
