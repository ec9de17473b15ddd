import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '../../../kernel/graphql/viewer.ts';
import type { Logger } from '../../../kernel/logger.ts';
import { anonymous, asMember, asStaff, openMarketplace, type Marketplace } from '../../marketplace.ts';
import { countersSubgraph } from '../toys/services.ts';

let market: Marketplace;
let logged: { fields: object; message: string }[];
beforeEach(async () => {
  logged = [];
  const keep = (fields: object, message: string) => void logged.push({ fields, message });
  const log: Logger = { info() {}, warn: keep, error: keep };
  market = await openMarketplace({ subgraphs: { counters: countersSubgraph }, log });
});
afterEach(() => market.close());

const ana = asMember('usr_ana');
const ask = (query: string, viewer: Viewer = ana, variables = {}) =>
  market.ask(viewer, 'counters', query, variables);
const payload = '{ counter { id name total version } userErrors { code field message } }';
const openCounter = (name: string, more = '') =>
  `mutation { openCounter(input: { name: "${name}", boardId: "b1" ${more} }) ${payload} }`;
const add = (id: string, amounts: string, more = '') =>
  `mutation { add(input: { id: "${id}", amounts: ${amounts} ${more} }) ${payload} }`;
const opened = async (name: string) => {
  const { data } = await ask(openCounter(name));
  return data.openCounter.counter.id as string;
};

describe('a refusal', () => {
  it('whose code the payload knows is a user error', async () => {
    const { data, errors } = await ask(add('ctr_absent', '[1]'));
    expect(errors).toBeUndefined();
    expect(data.add).toEqual({
      counter: null,
      userErrors: [{ code: 'NOT_OPEN', field: ['input', 'id'], message: 'Expected an open counter.' }],
    });
  });

  it('whose code it does not know is an error with that code', async () => {
    const id = await opened('a');
    const { data, errors } = await ask(add(id, '[1]', 'expectedVersion: 7'));
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { extensions: { code: 'CONFLICT', field: ['input', 'expectedVersion'] }, path: ['add'] },
    ]);
  });

  it('of a query is an error with its code', async () => {
    const { data, errors } = await ask('{ refused __typename }');
    expect(data).toEqual({ refused: null, __typename: 'Query' });
    expect(errors).toMatchObject([
      { message: 'Only staff may ask this.', extensions: { code: 'FORBIDDEN', field: ['refused'] } },
    ]);
    expect(logged).toEqual([]);
  });

  it('of one mutation leaves the next to be done', async () => {
    const id = await opened('a');
    const { data } = await ask(
      `mutation { no: ${add(id, '[0]').slice(10, -1)} yes: ${add(id, '[2]').slice(10, -1)} }`,
    );
    expect(data).toMatchObject({
      no: { userErrors: [{ code: 'TOO_SMALL' }] },
      yes: { counter: { total: 2 }, userErrors: [] },
    });
  });
});

describe('a bug', () => {
  it('is masked, and logged with its cause under the request id that the client sees', async () => {
    const { data, errors } = await ask('{ failing }');
    expect(data).toEqual({ failing: null });
    expect(errors).toEqual([
      {
        message: 'Internal server error.',
        path: ['failing'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'req_test' },
      },
    ]);
    expect(logged).toMatchObject([
      {
        fields: { error: new Error('The password is swordfish.'), requestId: 'req_test', path: ['failing'] },
      },
    ]);
  });
});

describe('a document that cannot be run', () => {
  it.each([
    ['is no GraphQL', '{ counter(', /Syntax Error/],
    ['is empty', '', /Syntax Error/],
    ['asks for an unknown field', '{ password }', /Cannot query field "password"/],
    ['lacks an argument', '{ counter { id } }', /"id" of type "ID!" is required/],
    ['gives a wrong type', '{ counters(first: "ten") { totalCount } }', /Int cannot represent/],
    ['is too long', `{ ${'__typename '.repeat(10_001)} }`, /more that 10000 tokens/],
  ])('because it %s is the client’s mistake', async (_, query, message) => {
    const { data, errors } = await ask(query);
    expect(data).toBeUndefined();
    expect(errors![0]).toMatchObject({ message: expect.stringMatching(message) });
    expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    expect(logged).toEqual([]);
  });

  it('because of a variable says which, and is not logged', async () => {
    const query = 'query ($first: Int) { counters(first: $first) { totalCount } }';
    const { errors } = await ask(query, ana, { first: 2 ** 40 });
    expect(errors![0]!.message).toContain('$first');
    expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    expect(logged).toEqual([]);
  });
});

describe('who asks', () => {
  it('must be a member to send a command', async () => {
    const { data, errors } = await ask(openCounter('a'), anonymous);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(await market.hosted['counters']!.stores.eventStore.end()).toBe(0);
  });

  it('is the actor of the event, with the request that it came from', async () => {
    const id = await opened('a');
    await ask(add(id, '[1]'), asStaff('usr_stacy'));
    const events = await market.hosted['counters']!.host.eventStore.read(id);
    expect(events.map(({ actor }) => actor)).toEqual([
      { kind: 'user', id: 'usr_ana' },
      { kind: 'staff', id: 'usr_stacy' },
    ]);
    expect(events[0]).toMatchObject({ correlationId: 'req_test', producer: { service: 'counters' } });
  });
});

describe('an idempotency key', () => {
  it('names the same new counter again, and is refused for another request', async () => {
    const asked = openCounter('a', 'idempotencyKey: "k"');
    const first = await ask(asked);
    expect(await ask(asked)).toEqual(first);
    const { errors } = await ask(openCounter('b', 'idempotencyKey: "k"'));
    expect(errors).toMatchObject([{ extensions: { code: 'IDEMPOTENCY_KEY_REUSED' } }]);
  });

  it('is each member’s own', async () => {
    const asked = (name: string) => openCounter(name, 'idempotencyKey: "k"');
    const [one, other] = [await ask(asked('a')), await ask(asked('b'), asMember('usr_bob'))];
    expect(one.data.openCounter.counter.id).not.toBe(other.data.openCounter.counter.id);
  });

  it.each([
    ['empty', ''],
    ['blank', '  '],
    ['over-long', 'k'.repeat(201)],
    ['a lone surrogate', '\ud800'],
  ])('that is %s is refused, and nothing is done', async (_, key) => {
    const query = `mutation ($input: OpenInput!) { openCounter(input: $input) ${payload} }`;
    const { errors } = await ask(query, ana, { input: { name: 'a', boardId: 'b1', idempotencyKey: key } });
    expect(errors).toMatchObject([{ extensions: { field: ['input', 'idempotencyKey'] } }]);
    expect(await market.hosted['counters']!.stores.eventStore.end()).toBe(0);
  });
});
