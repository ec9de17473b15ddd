import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compose, composeSubgraphs, SUPERGRAPH } from '../../schema/compose.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@requires", "@external", "@interfaceObject", "@shareable", "@provides"])\n`;

const GIGS = `
  "A gig." type Gig @key(fields: "id") { "Opaque." id: ID! "Its name." title: String! }
  type Query { "One." gig: Gig }`;

const composing = (sdls: Record<string, string>, owners: Record<string, string> = { Gig: 'gigs' }) =>
  composeSubgraphs(
    Object.entries(sdls).map(([name, sdl]) => ({ name, url: `http://${name}`, sdl: HEAD + sdl })),
    owners,
  );

describe('the committed supergraph', () => {
  it('is what the four schemas compose to: else run npm run compose', () => {
    expect(readFileSync(SUPERGRAPH, 'utf8') === compose()).toBe(true);
  });
});

describe('composing', () => {
  it('answers the SDL of what fits', () => {
    const orders = 'type Gig @key(fields: "id") { id: ID! "Now." isOrderable: Boolean }';
    expect(composing({ gigs: GIGS, orders })).toContain('isOrderable: Boolean @join__field(graph: ORDERS)');
  });

  it('refuses a non-null field on what another subgraph owns', () => {
    const orders =
      'type Gig @key(fields: "id") { id: ID! "Now." isOrderable: Boolean! "Some." tags: [String!]! }';
    expect(() => composing({ gigs: GIGS, orders })).toThrow(
      'The schemas do not compose:\n' +
        '- orders: Gig.isOrderable is non-null, but gigs owns Gig: make it nullable.\n' +
        '- orders: Gig.tags is non-null, but gigs owns Gig: make it nullable.',
    );
  });

  it.each(['Gig!', '[Gig!]', '[Gig!]!'])(
    'refuses a field that needs what another subgraph owns: %s',
    (type) => {
      const orders = `"One." type Order { "Sold." gig: ${type} } type Gig @key(fields: "id", resolvable: false) { id: ID! }`;
      expect(() => composing({ gigs: GIGS, orders })).toThrow(
        'orders: Order.gig needs an object that gigs owns and may not answer: make it nullable.',
      );
    },
  );

  it('refuses a root field whose failure would empty the whole answer', () => {
    const orders = 'type Query { "All." orders: [String!]! }';
    expect(() => composing({ gigs: GIGS, orders })).toThrow(
      'orders: Query.orders is non-null, so that its failure empties the whole answer: make it nullable.',
    );
  });

  it('refuses an entity of unknown owner', () => {
    expect(() => composing({ gigs: GIGS }, {})).toThrow('gigs: Gig has a key but no owner: name one.');
  });

  it('refuses arguments inside @requires, also deep inside', () => {
    const orders = `type Gig @key(fields: "id") { id: ID! pictures: Pictures @external
      "Big." poster(width: Int): String @requires(fields: "pictures { url(width: 3) }") }
      type Pictures { url(width: Int): String @external }`;
    expect(() => composing({ gigs: GIGS, orders })).toThrow(
      'orders: Gig.poster has arguments inside @requires(fields: "pictures { url(width: 3) }"), ' +
        'which the gateway answers with wrong data.',
    );
  });

  it('refuses resolvable and other keys on one type', () => {
    const orders =
      'type Gig @key(fields: "id") @key(fields: "slug", resolvable: false) { id: ID! slug: String }';
    expect(() => composing({ gigs: GIGS, orders })).toThrow(
      'orders: Gig mixes keys with and without resolvable: false, which the gateway answers with silent nulls.',
    );
  });

  it('refuses an @interfaceObject that cannot be resolved', () => {
    const orders = 'type Gig @interfaceObject @key(fields: "id", resolvable: false) { id: ID! }';
    expect(() => composing({ gigs: GIGS, orders })).toThrow(
      'orders: Gig is an @interfaceObject whose key has resolvable: false',
    );
  });

  it.each([
    [
      'in parts',
      'type Gig @key(fields: "id") { id: ID! slug: String } extend type Gig @key(fields: "slug", resolvable: false)',
    ],
    [
      'on an interface',
      'interface Gig @key(fields: "id") @key(fields: "slug", resolvable: false) { id: ID! slug: String }',
    ],
    [
      'by another name',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "fed", import: [{ name: "@key", as: "@by" }])
      type Gig @by(fields: "id") @fed__key(fields: "slug", resolvable: false) { id: ID! slug: String }`,
    ],
  ])('refuses them %s, too', (_, sdl) => {
    const orders = { name: 'orders', url: 'http://orders', sdl };
    const gigs = { name: 'gigs', url: 'http://gigs', sdl: HEAD + GIGS };
    expect(() => composeSubgraphs([gigs, orders], { Gig: 'gigs' })).toThrow('orders: Gig mixes keys with');
  });

  it('refuses what no subgraph describes', () => {
    const orders = `type Order { price: Int } interface Priced { price: Int } input Asked { gig: ID } scalar Day
      enum Size { SMALL } type Query { order(asked: Asked, day: Day, size: Size): Order priced: Priced }`;
    const names = ['Order', 'Order.price', 'Priced', 'Priced.price', 'Asked', 'Asked.gig', 'Day', 'Size'];
    for (const name of [...names, 'Query.order', 'Query.priced'])
      expect(() => composing({ gigs: GIGS, orders })).toThrow(`- ${name} has no description.`);
  });

  it('passes on what Apollo refuses', () => {
    const orders = 'type Gig { id: ID }';
    expect(() => composing({ gigs: GIGS, orders })).toThrow('Non-shareable field "Gig.id"');
  });
});
