import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  defaultFieldResolver,
  getNamedType,
  isEnumType,
  isObjectType,
  parse,
  type GraphQLFieldConfig,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Service } from '../chimera.ts';
import { DomainErrors, isRefusal, type DomainError } from '../domain-error.ts';
import { scalars, valueTypes } from './scalars.ts';

type Resolvers = Parameters<typeof buildSubgraphSchema>[0] extends infer M
  ? M extends { resolvers?: infer R }
    ? R
    : never
  : never;

/**
 * The executable schema of one subgraph. Throws when a type with a node id has no rule of who may see
 * it: what nobody thought of must not be readable.
 */
export const createSubgraphSchema = ({ name, schema: file, resolvers, canSee }: Service): GraphQLSchema => {
  const typeDefs = parse(readFileSync(file, 'utf8'));
  const declared = new Set(
    typeDefs.definitions.flatMap((node) => ('name' in node && node.name ? [node.name.value] : [])),
  );
  const values = { ...scalars, ...valueTypes };
  const shared = Object.fromEntries(Object.entries(values).filter(([type]) => declared.has(type)));
  const schema = buildSubgraphSchema({ typeDefs, resolvers: { ...shared, ...resolvers } as Resolvers });

  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) && isOwnNode(type) && !Object.hasOwn(canSee, type.name))
      throw new Error(`${name}: type ${type.name} has a node id but no rule in canSee.`);
  for (const root of [schema.getQueryType(), schema.getMutationType()])
    for (const field of Object.values(root?.getFields() ?? {})) speakRefusals(field);
  return schema;
};

/** A stub (`resolvable: false`) only names what another subgraph owns. */
const isOwnNode = (type: GraphQLObjectType) =>
  type.getInterfaces().some(({ name }) => name === 'Node') &&
  !type.astNode?.directives?.some(
    ({ name, arguments: given }) =>
      name.value === 'key' &&
      given?.some(
        ({ name: argument, value }) =>
          argument.value === 'resolvable' && 'value' in value && value.value === false,
      ),
  );

type Field = Pick<GraphQLFieldConfig<unknown, unknown>, 'resolve' | 'type'>;

/** In a payload with `userErrors` a refusal is an answer, where the schema knows its code; else an error. */
const speakRefusals = (field: Field) => {
  const codes = errorCodesOf(field);
  if (!codes) return;
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = async (source, args, context, info) => {
    try {
      return { userErrors: [], ...((await resolve(source, args, context, info)) as object) };
    } catch (error) {
      const refusals = error instanceof DomainErrors ? error.errors : [error as DomainError];
      if (!isRefusal(error) || !refusals.every(({ code }) => codes.has(code))) throw error;
      return {
        userErrors: refusals.map(({ code, message, field: path }) => ({
          code,
          message,
          field: path ?? null,
        })),
      };
    }
  };
};

const errorCodesOf = ({ type }: Field): Set<string> | undefined => {
  const payload = getNamedType(type);
  const errors = isObjectType(payload) ? payload.getFields()['userErrors'] : undefined;
  const error = errors && getNamedType(errors.type);
  const code = isObjectType(error) ? getNamedType(error.getFields()['code']!.type) : undefined;
  return isEnumType(code) ? new Set(code.getValues().map(({ name }) => name)) : undefined;
};
