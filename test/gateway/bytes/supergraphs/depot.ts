import { composed, HEAD } from './composed.ts';

// Several keys, compound keys, @requires flat and nested, @provides, value types that all share or know in part.

const stock = `${HEAD}
  scalar Money
  type Product @key(fields: "sku") @key(fields: "upc depot { code }") {
    sku: ID! upc: Int! depot: Depot! name: String! price: Money weight: Float size: Size parts: [Part!]
    labels: [Label!] maker: Maker @provides(fields: "name") tags: [String] kind: Kind!
    spot: Spot @shareable spots: [Spot] @shareable
  }
  type Spot { x: Int @shareable y: Int at: Mark @shareable }
  type Mark { a: Int b: Int! @shareable }
  enum Kind { RAW DONE OLD @inaccessible }
  type Size @shareable { w: Int! h: Int! unit: Unit }
  type Unit @shareable { name: String! factor: Float }
  type Label @shareable { text: String! at: Size }
  type Part @key(fields: "product number") { product: ID! number: Int! name: String twin: Part }
  type Depot @key(fields: "code") { code: ID! city: String products: [Product!]! }
  type Maker @key(fields: "id") { id: ID! name: String @external }
  type Query { product(sku: ID!): Product products(first: Int): [Product!] depot(code: ID!): Depot parts: [Part] clock: Int @shareable }
  type Mutation { move(sku: ID!, to: ID!): Product count(code: ID!): Depot }
`;

const shipping = `${HEAD}
  scalar Money
  type Product @key(fields: "sku") {
    sku: ID! price: Money @external weight: Float @external size: Size @external tags: [String] @external
    labels: [Label!] @external
    estimate: String @requires(fields: "weight price")
    box: String @requires(fields: "size { w h }")
    label: String @requires(fields: "size { unit { name } w } weight")
    tagged: String @requires(fields: "tags labels { text }")
    carrier: Carrier spot: Spot @shareable spots: [Spot] @shareable
  }
  type Spot { x: Int @shareable z: Float! at: Mark @shareable }
  type Mark { b: Int! @shareable c: [Int!] }
  type Size @shareable { w: Int! h: Int! unit: Unit }
  type Unit @shareable { name: String! factor: Float }
  type Label @shareable { text: String! at: Size }
  type Carrier @key(fields: "id") @key(fields: "code region") { id: ID! code: String! region: String! fast: Boolean! depots: [[Depot!]] }
  type Depot @key(fields: "code") { code: ID! doors: Int carriers: [Carrier] }
  type Part @key(fields: "product number") { product: ID! number: Int! weight: Float heavy: Boolean! }
  type Query { carrier(id: ID!): Carrier carriers: [Carrier!] clock: Int @shareable }
  type Mutation { ship(sku: ID!): Product ready(code: ID!): Depot }
`;

const makers = `${HEAD}
  scalar Money
  interface Party { id: ID! name: String }
  type Maker implements Party @key(fields: "id") { id: ID! name: String @shareable country: String products: [Product!] partner: Party! contact: Contact }
  type Agent implements Party @key(fields: "id") { id: ID! name: String carrier: Carrier maker: Maker! }
  type Carrier @key(fields: "code region") { code: String! region: String! agents: [Agent!] rating: Float score: String }
  type Product @key(fields: "upc depot { code }") { upc: Int! depot: Depot! warranty: String serial: [[ID!]!] rivals: [Product] }
  type Depot @key(fields: "code") { code: ID! owner: Party }
  union Contact = Mail | Agent | Maker
  type Mail { address: String! verified: Boolean }
  type Query { maker(id: ID!): Maker makers: [Maker!]! parties: [Party] contacts: [[Contact]] }
  type Mutation { sign(id: ID!): Party }
`;

export const depot = () => composed('depot', { stock, shipping, makers });
