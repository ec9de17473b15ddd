import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { chanceOf, hashOf, type Chance } from './chance.ts';

export type Generated = { query: string; variables: Record<string, unknown> };

type Making = {
  schema: GraphQLSchema;
  chance: Chance;
  /** Fields that may still be selected. */
  left: number;
  definitions: string[];
  variables: Record<string, unknown>;
  fragments: string[];
};

/** An operation that may be anything that the schema allows. Some are refused by its validation: not by this. */
export const operationOf = (schema: GraphQLSchema, ...seed: unknown[]): Generated => {
  const chance = chanceOf(...seed);
  const making: Making = {
    ...{ schema, chance, left: 4 + chance.below(26) },
    ...{ definitions: [], variables: {}, fragments: [] },
  };
  const mutation = schema.getMutationType();
  const isMutation = mutation && chance.is(0.15);
  const root = isMutation ? mutation : schema.getQueryType()!;
  const selections = selectionsOf(making, root, 0);
  const variables = making.definitions.length > 0 ? `(${making.definitions.join(', ')})` : '';
  const query = `${isMutation ? 'mutation' : 'query'} Generated${variables} ${selections}`;
  return { query: [query, ...making.fragments].join('\n'), variables: making.variables };
};

const MOST_DEPTH = 6;

const selectionsOf = (making: Making, type: GraphQLCompositeType, depth: number): string => {
  const { chance } = making;
  const parts: string[] = [];
  const most = 1 + chance.below(depth === 0 ? 3 : 5);
  for (let i = 0; i < most && making.left > 0; i += 1) parts.push(selectionOf(making, type, depth));
  if (chance.is(0.15)) parts.push(`${chance.is(0.3) ? 'kind: ' : ''}__typename`);
  const said = parts.filter((part) => part !== '');
  if (said.length > 0 && chance.is(0.1)) said.push(chance.pick(said));
  return `{ ${said.length > 0 ? said.join(' ') : '__typename'} }`;
};

const selectionOf = (making: Making, type: GraphQLCompositeType, depth: number): string => {
  const { chance, schema } = making;
  if (isAbstractType(type) && chance.is(0.7))
    return fragmentOf(making, chance.pick(schema.getPossibleTypes(type)), depth);
  if (isObjectType(type) && depth > 0 && chance.is(0.12)) {
    const wider = [type, ...type.getInterfaces()];
    return fragmentOf(making, chance.pick(wider), depth);
  }
  const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
  if (fields.length === 0) return '__typename';
  return fieldOf(making, chance.pick(fields), depth);
};

const fragmentOf = (making: Making, type: GraphQLCompositeType, depth: number): string => {
  const { chance, fragments } = making;
  const selections = selectionsOf(making, type, depth);
  if (chance.is(0.6)) return `... on ${type.name}${conditionOf(making)} ${selections}`;
  if (chance.is(0.2)) return `...${conditionOf(making)} { ... on ${type.name} ${selections} }`;
  const name = `F${fragments.length}`;
  fragments.push(`fragment ${name} on ${type.name} ${selections}`);
  return `...${name}${conditionOf(making)}`;
};

const fieldOf = (making: Making, field: GraphQLField<unknown, unknown>, depth: number): string => {
  const { chance } = making;
  const type = getNamedType(field.type);
  if (isCompositeType(type) && depth >= MOST_DEPTH) return '';
  making.left -= 1;
  const given = field.args
    .filter(
      ({ type: of, defaultValue }) => (isNonNullType(of) && defaultValue === undefined) || chance.is(0.4),
    )
    .map((arg) => `${arg.name}: ${argumentOf(making, arg.type)}`);
  const args = given.length > 0 ? `(${given.join(', ')})` : '';
  const alias = given.length > 0 || chance.is(0.12) ? `${aliasOf(field.name, args)}: ` : '';
  const below = isCompositeType(type) ? ` ${selectionsOf(making, type, depth + 1)}` : '';
  return `${alias}${field.name}${args}${conditionOf(making)}${below}`;
};

/** Equal names only for equal fields, so that few operations are refused; some are long. */
const aliasOf = (name: string, args: string) => {
  const hash = hashOf(name, args);
  return `${name}_${hash % 10_000}${hash % 17 === 0 ? '_'.repeat(hash % 300) : ''}`;
};

const conditionOf = (making: Making): string => {
  const { chance, definitions, variables } = making;
  if (!chance.is(0.08)) return '';
  const directive = chance.pick(['skip', 'include']);
  if (chance.is(0.2)) return ` @${directive}(if: ${chance.is(0.5)})`;
  const name = `if${chance.below(2)}`;
  if (!definitions.some((one) => one.startsWith(`$${name}:`))) {
    const isDefault = chance.is(0.2);
    definitions.push(`$${name}: Boolean${isDefault ? ' = true' : '!'}`);
    if (!isDefault) variables[name] = chance.is(0.5);
  }
  return ` @${directive}(if: $${name})`;
};

const argumentOf = (making: Making, type: GraphQLInputType): string => {
  const { chance, definitions, variables } = making;
  const value = inputOf(chance, type, 0);
  if (chance.is(0.5)) return literalOf(value, type);
  const name = `v${definitions.length}`;
  definitions.push(`$${name}: ${String(type)}`);
  if (value !== undefined) variables[name] = value;
  return `$${name}`;
};

const inputOf = (chance: Chance, type: GraphQLInputType, depth: number): unknown => {
  if (!isNonNullType(type) && chance.is(0.2)) return null;
  const of = getNullableType(type);
  if (isListType(of))
    return Array.from({ length: chance.below(3) }, () => inputOf(chance, of.ofType, depth + 1));
  if (isEnumType(of)) return chance.pick(of.getValues()).name;
  if (isInputObjectType(of))
    return Object.fromEntries(
      Object.values(of.getFields())
        .filter((field) => isNonNullType(field.type) || (depth < 2 && chance.is(0.4)))
        .map((field) => [field.name, inputOf(chance, field.type, depth + 1)]),
    );
  if (of.name === 'Int' || of.name === 'SafeInt') return chance.below(50);
  if (of.name === 'Float') return chance.below(100) / 4;
  if (of.name === 'Boolean') return chance.is(0.5);
  return chance.pick(['a', 'Gig:3', 'with "quotes" \\', '💥', '']);
};

const literalOf = (value: unknown, type: GraphQLInputType): string => {
  const of = getNullableType(type);
  if (value === null || value === undefined) return 'null';
  if (isListType(of)) return `[${(value as unknown[]).map((one) => literalOf(one, of.ofType)).join(', ')}]`;
  if (isEnumType(of)) return String(value);
  if (!isInputObjectType(of)) return JSON.stringify(value);
  const fields = Object.entries(value as object).map(
    ([name, one]) => `${name}: ${literalOf(one, of.getFields()[name]!.type)}`,
  );
  return `{${fields.join(', ')}}`;
};
