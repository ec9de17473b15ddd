import { composed, HEAD } from './composed.ts';

/** Small enough that tests can say by hand what its subgraphs answer. */
export const shop = () =>
  composed('shop', {
    catalog: `${HEAD}
      interface Item { id: ID! name: String }
      type Book implements Item @key(fields: "id") {
        id: ID! name: String pages: Int kind: Kind twin: Book size: Size related: [Item] author: Author
        spot: Spot @shareable spots: [Spot] @shareable grid: [[Spot]] @shareable
      }
      type Toy implements Item @key(fields: "id") { id: ID! name: String }
      type Secret implements Item @inaccessible { id: ID! name: String }
      type Author @key(fields: "id") { id: ID! books: [Book!]! }
      type Size { w: Int! h: Int! }
      type Spot { x: Int }
      enum Kind { PAPER AUDIO BANNED @inaccessible }
      type Query { items: [Item] books: [Book!] book: Book shelf: [[Book!]!] }
      type Mutation { buy(id: ID!): Book }`,
    stock: `${HEAD}
      interface Priced { price: Float }
      type Book implements Priced @key(fields: "id") {
        id: ID! left: Int price: Float! size: Size @external
        box: String @requires(fields: "size { w }")
        spot: Spot @shareable spots: [Spot] @shareable grid: [[Spot]] @shareable
      }
      type Size { w: Int! @external }
      type Spot { z: Int! }
      type Toy @key(fields: "id") { id: ID! left: Int }
      type Author @key(fields: "id") { id: ID! fans: Int }
      type Mutation { fill(id: ID!): Book }`,
  });
