import { buildSchema, execute, parse, printSchema, type DocumentNode, type GraphQLObjectType } from 'graphql';

/** Every kind of argument; each field answers the arguments that its resolver got. */
export const echo = buildSchema(`
  scalar Any
  enum Color { RED GREEN true_blue }
  input Inner { n: Int! s: [String!] c: Color = GREEN deep: Inner }
  input Filter { ids: [ID!] text: String = "none" range: [[Float]] inner: Inner any: Any on: Boolean }
  input Either @oneOf { id: ID name: String inner: Inner }
  interface Node { id: ID! echo(i: Int, f: Float): String }
  type Leaf implements Node { id: ID! echo(i: Int, f: Float): String leaf(c: [Color!]): String }
  type Other implements Node { id: ID! echo(i: Int, f: Float): String leaf(c: [Color!]): String }
  type Query {
    int(i: Int, n: Int! = 7): String
    float(f: Float, fs: [Float!]): String
    text(s: String! = "x", id: ID, ids: [ID!]): String
    yes(b: Boolean, c: Color): String
    filter(input: Filter, inputs: [Filter!]): String
    either(by: Either!): String
    any(any: Any, anys: [Any]): String
    node(id: ID!): Node
  }
  type Mutation { set(i: Int!): String }
  type Subscription { ticks(i: Int): String }
`);

for (const name of ['Query', 'Leaf', 'Other', 'Mutation'])
  for (const field of Object.values((echo.getType(name) as GraphQLObjectType).getFields()))
    field.resolve = (_, args) =>
      field.name === 'node'
        ? { __typename: args['id'] === 'o' ? 'Other' : 'Leaf' }
        : JSON.stringify(args, (_, value) => (Object.is(value, -0) ? 'minus zero' : value));

export const documentsOptions = { schema: echo, supergraph: printSchema(echo) };

/** Without locations: a lifted document has none. */
export const answer = (document: string | DocumentNode, variableValues: Record<string, unknown> = {}) => {
  const parsed = typeof document === 'string' ? parse(document, { noLocation: true }) : document;
  return JSON.stringify(execute({ schema: echo, document: parsed, variableValues }));
};
