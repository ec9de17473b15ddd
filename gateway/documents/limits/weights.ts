import { isAbstractType, isCompositeType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import type { Demands, ListSize } from './demands.ts';
import type { Field } from './fields.ts';

/**
 * What `@cost` and `@listSize` say of what is selected. An interface or a union says what the costliest of its
 * types does: `@cost` may not stand on it.
 */
export const createWeights = (schema: GraphQLSchema, { costs, listSizes }: Demands) => {
  const typesOf = (name: string): string[] => {
    const type = schema.getType(name);
    return isAbstractType(type) ? schema.getPossibleTypes(type).map((each) => each.name) : [name];
  };

  return {
    ofType(type: GraphQLNamedType): number {
      const byDefault = isCompositeType(type) ? 1 : 0;
      return Math.max(...typesOf(type.name).map((name) => costs.get(name) ?? byDefault));
    },
    ofField: ({ typeName, definition: { name } }: Field): number =>
      costs.get(`${typeName}.${name}`) ??
      Math.max(0, ...typesOf(typeName).map((type) => costs.get(`${type}.${name}`) ?? 0)),
    listSizeOf: ({ typeName, definition: { name } }: Field): ListSize | undefined =>
      listSizes.get(`${typeName}.${name}`) ??
      typesOf(typeName)
        .map((type) => listSizes.get(`${type}.${name}`))
        .find((listSize) => listSize !== undefined),
  };
};
