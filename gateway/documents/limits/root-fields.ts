import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { tooLarge } from '../../errors.ts';
import type { FieldReader } from './fields.ts';

/** Each is work of its own, whatever it answers. */
const MOST_AT_ROOT = { query: 30, mutation: 5, subscription: 1 };

type Checked = { schema: GraphQLSchema; operation: OperationDefinitionNode; repeats: number };

/** Throws where one request would be many: hundreds of searches, or of passwords to try. */
export const checkRootFields = (
  fieldsOf: FieldReader,
  { schema, operation: { operation, selectionSet }, repeats }: Checked,
) => {
  const roots = new Map<string, string>();
  for (const { node } of fieldsOf(selectionSet, schema.getRootType(operation)!))
    roots.set(node.alias?.value ?? node.name.value, node.name.value);
  if (operation === 'mutation') expectNotMore(repeats, [...roots.values()]);
  const most = MOST_AT_ROOT[operation];
  if (roots.size > most)
    throw tooLarge(`Expected at most ${most} fields at the root of a ${operation}, got ${roots.size}.`);
};

const expectNotMore = (most: number, names: string[]) => {
  const timesOf = (name: string) => names.filter((one) => one === name).length;
  const repeated = names.find((name) => name !== '__typename' && timesOf(name) > most);
  if (repeated === undefined) return;
  const often = most === 1 ? 'once' : `${most} times`;
  throw tooLarge(
    `Expected each field of a mutation ${often} in an operation, got ${repeated} ${timesOf(repeated)} times.`,
  );
};
