import { composed, HEAD } from './composed.ts';

// Interfaces, unions, lists of lists, custom scalars, and nulls that may and may not be, at all depths.

const catalog = `${HEAD}
  scalar Json
  scalar Instant
  enum Genre { DRAMA COMEDY SHORT NOIR @inaccessible }
  interface Media { id: ID! title: String! length: Int poster(width: Int): String genre: Genre people: [Person!] }
  interface Rated { stars: Float }
  type Film implements Media & Rated @key(fields: "id") {
    id: ID! title: String! length: Int! poster(width: Int): String genre: Genre people: [Person!]
    stars: Float sequels: [Film] scenes: [[Scene!]!] facts: Json shownAt: [Instant] matrix: [[Int!]]
  }
  type Series implements Media & Rated @key(fields: "id") {
    id: ID! title: String! length: Int poster(width: Int): String! genre: Genre! people: [Person!]
    stars: Float! episodes: [Episode!]! grid: [[Media]!]
  }
  type Secret implements Media @key(fields: "id") @inaccessible {
    id: ID! title: String! length: Int poster(width: Int): String genre: Genre people: [Person!]
  }
  type Episode @key(fields: "id") { id: ID! number: Int! media: Media guest: Person }
  type Scene { name: String! place: Place lines: [String!]! actor: Person! prop: Prop }
  type Place @shareable { city: String! country: String }
  union Prop = Sword | Ring | Place
  type Sword @shareable { length: Float! owner: Person }
  type Ring @shareable { inscription: String owner: Person! }
  type Person @key(fields: "id") { id: ID! }
  type Query {
    media(id: ID!): Media allMedia(first: Int = 3): [Media!]! films: [Film] film(id: ID!): Film series: [Series!]
    things: [Thing] strict: [[Media!]!] props: [Prop!] version: String @shareable now: Instant facts: Json
  }
  union Thing = Film | Series | Person | Place
  type Mutation { rate(id: ID!, stars: Int!): Film rename(id: ID!, title: String!): Media! }
`;

const people = `${HEAD}
  interface Named { name: String nick: String }
  type Person implements Named @key(fields: "id") {
    id: ID! name: String nick: String age: Int! born: Place friends: [Person!] best: Person!
    tree: [[Person]] favorite: Favorite awards: [Award!]! bio(short: Boolean = true): String
  }
  type Place @shareable { city: String! country: String }
  type Film @key(fields: "id") { id: ID! director: Person crew: [[Person!]] budget: Float }
  type Episode @key(fields: "id") { id: ID! director: Person! }
  type Series @key(fields: "id", resolvable: false) { id: ID! }
  union Favorite = Film | Series | Award
  type Award @shareable { year: Int! name: String }
  type Query { person(id: ID!): Person people(ids: [ID!]): [Person]! named: [Named] version: String @shareable }
  type Mutation { befriend(a: ID!, b: ID!): Person }
`;

const reviews = `${HEAD}
  scalar Json
  enum Mood { GOOD BAD MIXED }
  interface Media @key(fields: "id") { id: ID! reviews(first: Int): [Review!] mood: Mood }
  type Film implements Media @key(fields: "id") { id: ID! reviews(first: Int): [Review!] mood: Mood verdict: Json }
  type Series implements Media @key(fields: "id") { id: ID! reviews(first: Int): [Review!] mood: Mood! }
  type Secret implements Media @key(fields: "id") { id: ID! reviews(first: Int): [Review!] mood: Mood }
  type Person @key(fields: "id") { id: ID! reviews: [Review!]! trusted: Boolean }
  type Review @key(fields: "id") { id: ID! text: String! stars: Int! author: Person! about: Media votes: [[Boolean!]!]! }
  type Query { review(id: ID!): Review latest: [Review] }
  type Mutation { review(id: ID!, text: String): Review }
`;

export const cinema = () => composed('cinema', { catalog, people, reviews });
