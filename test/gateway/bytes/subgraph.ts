import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  isObjectType,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { fieldOf, thingOf, type Keyed, type World } from './world.ts';

export type Asked = { query: string; operationName?: string; variables: Record<string, unknown> };

/** A real schema, executed by graphql-js over the world. `isTyped`: every object tells its type, asked or not. */
export type Subgraph = (asked: Asked, world: World, isTyped?: boolean) => FormattedExecutionResult;

const MOST_DOCUMENTS = 200;

export const subgraphOf = (sdl: string): Subgraph => {
  const typeDefs = parse(sdl);
  const schema = buildSubgraphSchema({ typeDefs });
  const keyed = keyedOf(typeDefs, schema);
  const documents = new Map<string, DocumentNode>();
  const documentOf = (query: string, isTyped: boolean) => {
    const key = `${isTyped} ${query}`;
    const known = documents.get(key);
    if (known) return known;
    const document = isTyped ? typed(parse(query, { noLocation: true })) : parse(query, { noLocation: true });
    if (documents.size >= MOST_DOCUMENTS) documents.clear();
    documents.set(key, document);
    return document;
  };
  return ({ query, operationName, variables }, world, isTyped = false) => {
    const document = documentOf(query, isTyped);
    const entities = schema.getQueryType()?.getFields()['_entities'];
    if (entities)
      entities.resolve = (_, { representations }) =>
        representations.map((one: Record<string, unknown>) => thingOf(world, keyed, one));
    const result = execute({
      schema,
      document,
      operationName,
      variableValues: variables,
      fieldResolver: fieldOf(world, keyed),
      typeResolver: ({ __typename }) => __typename,
    });
    return JSON.parse(JSON.stringify(result));
  };
};

const typed = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: (set) => ({
      ...set,
      selections: [{ kind: Kind.FIELD, name: TYPENAME }, ...set.selections],
    }),
  });

const TYPENAME = { kind: Kind.NAME, value: '__typename' } as const;

/** The plain fields of all keys, by type; every key has one. */
const keyedOf = (typeDefs: DocumentNode, schema: GraphQLSchema): Keyed => {
  const keys = new Map<string, string[]>();
  const requiring = new Set<string>();
  let type = '';
  visit(typeDefs, {
    enter(node) {
      if ('interfaces' in node) type = node.name.value;
      if (node.kind === 'Directive' && node.name.value === 'key') {
        const text = node.arguments?.find(({ name }) => name.value === 'fields')?.value;
        const fields = text?.kind === 'StringValue' ? text.value.replaceAll(/\w+\s*\{[^}]*\}/g, '') : '';
        keys.set(type, [...(keys.get(type) ?? []), ...fields.trim().split(/\s+/)]);
      }
      if (node.kind === 'FieldDefinition' && node.directives?.some(({ name }) => name.value === 'requires'))
        requiring.add(`${type}.${node.name.value}`);
    },
  });
  for (const [name, fields] of keys)
    if (isObjectType(schema.getType(name))) keys.set(name, [...new Set(fields)]);
  return { keys, requiring };
};
