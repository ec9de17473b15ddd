import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApolloGateway } from '@apollo/gateway';
import {
  coerceInputValue,
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  typeFromAST,
  validate,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { examples } from '../../gateway/explorer/examples.ts';
import { SUPERGRAPH } from '../../schema/compose.ts';

let schema: GraphQLSchema;
beforeAll(async () => {
  const gateway = new ApolloGateway({ supergraphSdl: readFileSync(SUPERGRAPH, 'utf8') });
  schema = (await gateway.load()).schema;
  await gateway.stop();
});

const operationIn = (text: string) => parse(text).definitions[0] as OperationDefinitionNode;

/** Of each variable of the operation: its type, and whether it must have a value. */
const variablesOf = (text: string) =>
  operationIn(text).variableDefinitions!.map(({ variable, type }) => ({
    name: variable.name.value,
    type: typeFromAST(schema, type as never) as GraphQLInputType,
  }));

/** The type at the end of a path like `viewer.orders.nodes[canRate].id`; throws where the schema has none. */
const typeAt = (from: GraphQLOutputType, path: string): GraphQLOutputType =>
  [...path.matchAll(/\[([\w.]*)\]|\w+/g)].reduce<GraphQLOutputType>((type, [name, condition]) => {
    const here = getNullableType(type);
    if (condition !== undefined) {
      if (!isListType(here)) throw new Error(`${path}: expected a list at ${name}, got ${here}.`);
      if (condition !== '') typeAt(here.ofType, condition);
      return here.ofType;
    }
    const field = isObjectType(here) ? here.getFields()[name] : undefined;
    if (!field) throw new Error(`${path}: ${here} has no field ${name}.`);
    return field.type;
  }, from);

/** Whether a query selects what a path reads. */
const selects = (query: string, path: string) =>
  path
    .split(/[^\w]+/)
    .filter(Boolean)
    .every((name) => new RegExp(`\\b${name}\\b`).test(query));

describe.each(examples)('the example $label', ({ name, operation, variables, findings = [] }) => {
  it('is an operation of this graph, called as its tab', () => {
    expect(validate(schema, parse(operation))).toEqual([]);
    expect(operationIn(operation).name!.value).toBe(name);
    expect(operation).toMatch(/^(#|query|mutation)/);
  });

  it('gives each variable a value of its type, or finds one', () => {
    const found = findings.flatMap(({ finds }) => Object.keys(finds));
    const wanted = variablesOf(operation);
    expect(Object.keys(variables).sort()).toEqual(wanted.map((variable) => variable.name).sort());
    for (const { name: variable, type } of wanted.filter((one) => !found.includes(one.name)))
      coerceInputValue(variables[variable], type, (path, value, error) => {
        throw new Error(`$${variable} ${path.join('.')}: ${JSON.stringify(value)}: ${error.message}`);
      });
  });

  it('finds values by queries of this graph, each with what is known by then', () => {
    const known = new Set(Object.keys(variables));
    for (const { query, finds } of findings) {
      expect(validate(schema, parse(query))).toEqual([]);
      for (const { name: needed, type } of variablesOf(query))
        expect(isNonNullType(type) ? known.has(needed) : true).toBe(true);
      for (const [variable, path] of Object.entries(finds)) {
        known.add(variable);
        const offered = typeAt(schema.getQueryType()!, path);
        const wanted = variablesOf(operation).find((one) => one.name === variable)?.type ?? offered;
        expect(String(getNullableType(offered))).toBe(String(getNullableType(wanted)));
        expect(selects(query, path)).toBe(true);
      }
    }
  });
});

it('the examples are a hire, from the search to the rating, on both sides', () => {
  expect(examples.map(({ name }) => name)).toEqual([
    'SearchGigs',
    'GigPage',
    'SignIn',
    'QuoteOrder',
    'PlaceOrder',
    'OrderPage',
    'AnswerBrief',
    'AcceptDelivery',
    'RateOrder',
    'SellerDashboard',
    'DeliverOrder',
  ]);
});
