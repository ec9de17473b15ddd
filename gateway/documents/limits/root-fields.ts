import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { tooLarge } from '../../errors.ts';
import type { FieldReader } from './fields.ts';

/** Each is work of its own, whatever it answers. */
const MOST_AT_ROOT = { query: 30, mutation: 5, subscription: 1 };

/** Throws where one request would be many: hundreds of searches, or of passwords to try. */
export const checkRootFields = (
  fieldsOf: FieldReader,
  schema: GraphQLSchema,
  { operation, selectionSet }: OperationDefinitionNode,
) => {
  const roots = new Map<string, string>();
  for (const { node } of fieldsOf(selectionSet, schema.getRootType(operation)!))
    roots.set(node.alias?.value ?? node.name.value, node.name.value);
  if (operation === 'mutation') expectEachOnce([...roots.values()]);
  const most = MOST_AT_ROOT[operation];
  if (roots.size > most)
    throw tooLarge(`Expected at most ${most} fields at the root of a ${operation}, got ${roots.size}.`);
};

const expectEachOnce = (names: string[]) => {
  const repeated = names.find((name, i) => name !== '__typename' && names.indexOf(name) !== i);
  if (repeated === undefined) return;
  const times = names.filter((name) => name === repeated).length;
  throw tooLarge(`Expected each field of a mutation once in an operation, got ${repeated} ${times} times.`);
};
