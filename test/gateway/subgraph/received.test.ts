import { GraphQLError, type FormattedExecutionResult } from 'graphql';
import { describe, expect, it } from '@jest/globals';
import { Received } from '../../../gateway/subgraph/received.ts';
import { answerTo, createSubgraph } from '../../../gateway/subgraph.ts';
import { dataSourceOf } from '../../../gateway/subgraph/data-source.ts';
import { telling, type Wire } from '../../../gateway/wires/wire.ts';
import { contextOf, quiet } from './asking.ts';

type Operation = { query: string; variables?: Record<string, unknown>; operationName?: string };

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

/** What the byte executor has asked for, and what came. */
const received = (...asked: [subgraph: string, Operation, FormattedExecutionResult | GraphQLError][]) => {
  const one = new Received();
  for (const [subgraph, operation, came] of asked) {
    const isMutation = operation.query.startsWith('mutation');
    const answer = came instanceof GraphQLError ? came : bytesOf(came);
    one.note({ subgraph, body: bytesOf(operation), isMutation, answer });
  }
  one.handOver();
  return one;
};

const GIG = { query: 'query ($id: ID!) { gig(id: $id) { title } }', variables: { id: 'gig_1' } };
const ANSWER = { data: { gig: { title: 'One' } } };

describe('an answer that was received', () => {
  it('is given for the same operation of the same subgraph with the same variables', () => {
    const one = received(['gigs', { ...GIG, operationName: 'A' }, ANSWER]);
    expect(one.find('gigs', GIG)).toEqual(ANSWER);
    expect(one.find('gigs', GIG)).toEqual(ANSWER);
    expect(one.find('users', GIG)).toBeUndefined();
    expect(one.find('gigs', { ...GIG, variables: { id: 'gig_2' } })).toBeUndefined();
    expect(one.find('gigs', { query: '{ gigs { title } }' })).toBeUndefined();
  });

  it('is a failure again where it was one', () => {
    const one = received(['gigs', GIG, new GraphQLError('The gigs service is down.')]);
    expect(() => one.find('gigs', GIG)).toThrow('The gigs service is down.');
  });

  it('is nobody’s before it is handed over', () => {
    const one = new Received();
    one.note({ subgraph: 'gigs', body: bytesOf(GIG), isMutation: false, answer: bytesOf(ANSWER) });
    expect(one.find('gigs', GIG)).toBeUndefined();
  });
});

const ENTITIES =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { stars } }';
const entities = (...ids: string[]) => ({
  query: ENTITIES,
  variables: { representations: ids.map((id) => ({ __typename: 'Gig', id })) },
});

describe('entities that were received', () => {
  const error = { message: 'No stars.', path: ['_entities', 1, 'stars'] };
  const came = { data: { _entities: [{ stars: 1 }, { stars: null }, { stars: 3 }] }, errors: [error] };
  const one = () => received(['ratings', entities('a', 'b', 'c'), came]);

  it('are found by their representations, in any order and number, errors with them', () => {
    expect(one().find('ratings', entities('c', 'b', 'c', 'b', 'a'))).toEqual({
      data: { _entities: [{ stars: 3 }, { stars: null }, { stars: 3 }, { stars: null }, { stars: 1 }] },
      errors: [
        { message: 'No stars.', path: ['_entities', 1, 'stars'] },
        { message: 'No stars.', path: ['_entities', 3, 'stars'] },
      ],
    });
    expect(one().find('ratings', entities('a', 'c'))).toEqual({
      data: { _entities: [{ stars: 1 }, { stars: 3 }] },
    });
  });

  it('are found whatever the order of a representation’s fields', () => {
    const turned = { query: ENTITIES, variables: { representations: [{ id: 'a', __typename: 'Gig' }] } };
    expect(one().find('ratings', turned)).toEqual({ data: { _entities: [{ stars: 1 }] } });
  });

  it('are asked for anew where one is missing, or with another selection', () => {
    expect(one().find('ratings', entities('a', 'd'))).toBeUndefined();
    expect(one().find('ratings', { ...entities('a'), query: `${ENTITIES} ` })).toBeUndefined();
    expect(one().find('users', entities('a'))).toBeUndefined();
  });

  it('fail again where their fetch has failed, and only they', () => {
    const two = received(
      ['ratings', entities('a'), came.data && { data: { _entities: [{ stars: 1 }] } }],
      ['ratings', entities('b'), new GraphQLError('The ratings service is down.')],
    );
    expect(two.find('ratings', entities('a'))).toEqual({ data: { _entities: [{ stars: 1 }] } });
    expect(() => two.find('ratings', entities('b', 'a'))).toThrow('The ratings service is down.');
  });

  it('tell the errors of a fetch without data', () => {
    const none = received(['ratings', entities('a', 'b'), { data: null, errors: [{ message: 'No.' }] }]);
    expect(none.find('ratings', entities('b'))).toEqual({ data: null, errors: [{ message: 'No.' }] });
  });
});

describe('a mutation', () => {
  const PAY = { query: 'mutation { pay }' };
  const paid = (times: number) => ({ data: { pay: times } });

  it('that was run is not run again, each in its turn', () => {
    const one = received(['orders', PAY, paid(1)], ['orders', PAY, paid(2)]);
    expect([one.find('orders', PAY), one.find('orders', PAY)]).toEqual([paid(1), paid(2)]);
    expect(one.find('orders', PAY)).toBeUndefined();
  });

  it('that differs from the one that was run is refused: it may be the same in other words', () => {
    const one = received(['orders', PAY, paid(1)]);
    expect(() => one.find('orders', { query: 'mutation { pay again: pay }' })).toThrow(
      'Expected the mutation',
    );
    expect(() => one.find('users', PAY)).toThrow('Expected the mutation that orders has run');
  });

  it('that failed is not tried again', () => {
    const one = received(['orders', PAY, new GraphQLError('The orders service cannot be reached.')]);
    expect(() => one.find('orders', PAY)).toThrow('cannot be reached');
  });
});

it('Apollo’s executor is given what was received, and asks for the rest', async () => {
  const sent: string[] = [];
  const wire: Wire = {
    send: telling(async ({ body }) => {
      sent.push(Buffer.from(body).toString());
      return { status: 200, headers: {}, body: bytesOf({ data: { pay: sent.length } }) };
    }),
    close: async () => {},
  };
  const subgraph = createSubgraph({ name: 'orders', wire, log: quiet });
  const context = contextOf({ received: new Received() });
  const ask = (query: string) => dataSourceOf(subgraph).process({ request: { query }, context } as never);
  const body = bytesOf({ query: 'mutation { pay }' });
  const answer = await answerTo(subgraph, { body, isMutation: true, context });
  context.received!.note({ subgraph: 'orders', body, isMutation: true, answer });
  context.received!.handOver();
  expect(await ask('mutation { pay }')).toEqual({ data: { pay: 1 } });
  expect(await ask('mutation { pay }')).toEqual({ data: { pay: 2 } });
  expect(sent).toEqual(Array(2).fill('{"query":"mutation { pay }"}'));
});
