import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Recorded } from '../../kernel/messages.ts';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { anonymous, asStaff } from '../marketplace.ts';
import { openUsers, type Users } from './open.ts';
import * as story from './story.ts';

let users: Users;
let sam: Viewer;
let bea: Viewer;
beforeAll(async () => {
  users = await openUsers();
  sam = await users.seller('sam');
  bea = await users.member('bea');
});
afterAll(() => users.close());

const ULID = '0'.repeat(26);
const nobody = `usr_${ULID}`;

describe('who is asked for', () => {
  it('is the viewer, or nobody', async () => {
    expect((await users.ask(sam, '{ viewer { username } }')).data).toEqual({ viewer: { username: 'sam' } });
    expect((await users.ask(anonymous, '{ viewer { username } }')).data).toEqual({ viewer: null });
  });

  it('is found by id and by name, before and after the view knows', async () => {
    const query =
      'query ($id: ID!) { byId: user(id: $id) { username } byName: user(username: "sam") { id } }';
    const expected = { byId: { username: 'sam' }, byName: { id: sam.id } };
    expect((await users.ask(anonymous, query, { id: sam.id })).data).toEqual(expected);
    await users.settled();
    expect((await users.ask(anonymous, query, { id: sam.id })).data).toEqual(expected);
  });

  it('is null when there is nobody', async () => {
    const query = `{ user(id: "${nobody}") { id } other: user(username: "nobody") { id } odd: user(username: "__proto__") { id } }`;
    expect((await users.ask(anonymous, query)).data).toEqual({ user: null, other: null, odd: null });
  });

  it.each([
    ['{ user { id } }', 'Expected id or username, got neither.'],
    [`{ user(id: "${nobody}", username: "sam") { id } }`, 'Expected id or username, got both.'],
    [`{ user(id: "ord_${ULID}") { id } }`, `Expected an id that begins with usr_, got "ord_${ULID}".`],
    ['{ users(ids: ["x"]) { id } }', 'Expected an id that begins with usr_, got "x".'],
    [
      '{ node(id: "xyz_1") { id } }',
      'Expected an id that begins with usr_, gig_, ord_ or rtg_, got "xyz_1".',
    ],
  ])('%s is refused', async (query, message) => {
    const { errors } = await users.ask(anonymous, query);
    expect(errors).toMatchObject([{ message, extensions: { code: 'INVALID' } }]);
  });

  it('is one of many, in their order; at most 100', async () => {
    const query = 'query ($ids: [ID!]!) { users(ids: $ids) { username } }';
    const { data } = await users.ask(anonymous, query, { ids: [bea.id, nobody, sam.id, bea.id] });
    expect(data.users).toEqual([{ username: 'bea' }, null, { username: 'sam' }, { username: 'bea' }]);
    const { errors } = await users.ask(anonymous, query, { ids: Array(101).fill(nobody) });
    expect(errors).toMatchObject([{ extensions: { code: 'TOO_MANY' } }]);
  });

  it('is a node among others, which their owners answer', async () => {
    const ids = [sam.id, `gig_${ULID}`, `ord_${ULID}`, `rtg_${ULID}`, nobody];
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on User { username } } }';
    expect((await users.ask(anonymous, query, { ids })).data.nodes).toEqual([
      { __typename: 'User', id: sam.id, username: 'sam' },
      { __typename: 'Gig', id: ids[1] },
      { __typename: 'Order', id: ids[2] },
      { __typename: 'Rating', id: ids[3] },
      null,
    ]);
  });

  it('is known to the gateway by either key', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { id username } } }';
    const of = [
      { __typename: 'User', id: sam.id },
      { __typename: 'User', username: 'bea' },
      { __typename: 'User', id: nobody },
    ];
    expect((await users.ask(anonymous, query, { of })).data._entities).toEqual([
      { id: sam.id, username: 'sam' },
      { id: bea.id, username: 'bea' },
      null,
    ]);
  });
});

describe('an account', () => {
  it.each([
    ['the member', () => bea, { email: 'bea@example.com', roles: ['BUYER'] }],
    ['staff', () => asStaff(), { email: 'bea@example.com', roles: ['BUYER'] }],
    ['another member', () => sam, null],
    ['nobody', () => anonymous, null],
  ])('as seen by %s, by every door', async (_, viewer, account) => {
    const query = `query ($id: ID!, $of: [_Any!]!) {
      user(id: $id) { account { email roles } } users(ids: [$id]) { account { email roles } }
      node(id: $id) { ... on User { account { email roles } } }
      _entities(representations: $of) { ... on User { account { email roles } } } }`;
    const of = [{ __typename: 'User', id: bea.id }];
    const { data } = await users.ask(viewer(), query, { id: bea.id, of });
    expect([data.user, data.users[0], data.node, data._entities[0]]).toEqual(Array(4).fill({ account }));
  });
});

describe('a page of members', () => {
  const FIGURES = `query ($ids: [ID!]!) { users(ids: $ids) { displayName bio
    buyerStats { ordersPlaced ordersCompleted averageRatingReceived }
    sellerProfile { tagline level isOnline ordersInProgress completedOrders uniqueBuyers averageRating ratingsCount
      onTimeDeliveryRate medianResponseMinutes availability { isAcceptingOrders message } } } }`;

  const hear = async (...events: Recorded[]) => {
    for (const { position, ...event } of events) {
      const headers = {
        id: event.id,
        type: event.type,
        schemaVersion: '1',
        position: String(position),
        revision: '1',
      };
      const topic = event.type.startsWith('Rating') ? 'ratings.events' : 'orders.events';
      const message = { key: event.stream, value: JSON.stringify(event), headers };
      await users.ground.infrastructure.bus.publish(topic, [message]);
    }
    await users.settled();
  };

  it('shows what other services told', async () => {
    const parties = { sellerId: sam.id!, buyerId: bea.id! };
    const one = [
      story.placed('ord_1', parties),
      story.started('ord_1', parties),
      story.delivered('ord_1', parties),
    ];
    await hear(...one, story.completed('ord_1', parties), story.placed('ord_2', parties));
    await hear(story.published('ord_1', { ...parties, buyerScore: 4 }));
    const { data } = await users.ask(anonymous, FIGURES, { ids: [sam.id, bea.id] });
    expect(data.users[0].sellerProfile).toMatchObject({
      ordersInProgress: 1,
      completedOrders: 1,
      uniqueBuyers: 1,
      averageRating: 4.7,
      ratingsCount: 1,
      onTimeDeliveryRate: 1,
      medianResponseMinutes: null,
    });
    const buyerStats = { ordersPlaced: 2, ordersCompleted: 1, averageRatingReceived: 4 };
    expect(data.users[1]).toMatchObject({ buyerStats, sellerProfile: null });
  });

  it('costs the same number of reads for two members and for twenty', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 20; i += 1) ids.push((await users.seller(`seller${i}`)).id!);
    const { sellers, sellerBuyers, presence } = users.host.views;
    const spies = [
      jest.spyOn(users.host.pages['user']!, 'get'),
      jest.spyOn(sellers!, 'get'),
      jest.spyOn(sellerBuyers!, 'countEach'),
      jest.spyOn(presence!, 'get'),
      jest.spyOn(users.tools.rows.profiles, 'get'),
    ];
    for (const some of [ids.slice(0, 2), ids]) {
      for (const spy of spies) spy.mockClear();
      expect((await users.ask(anonymous, FIGURES, { ids: some })).data.users).toHaveLength(some.length);
      expect(spies.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1, 1, 1]);
    }
  });
});
