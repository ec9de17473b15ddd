import { describe, expect, it } from '@jest/globals';
import type { GatewayContext } from '../../../gateway/context.ts';
import { WireError } from '../../../gateway/wires/wire.ts';
import { reach, turn, viewer } from './reaching.ts';

const me = viewer('usr_1');

/** One of two subgraphs writes, and the other hears of it. */
const town = () => {
  const [gigs, orders] = [reach('gigs'), reach('orders')];
  const write = async (who: Partial<GatewayContext>, end = gigs.answer) => {
    const ended = gigs.ask('mutation { a }', who).catch(() => {});
    await turn();
    end(gigs.sent.length - 1);
    await ended;
  };
  return { gigs, orders, write };
};

describe('a query behind the end of a mutation of the same viewer', () => {
  it.each<[string, Partial<GatewayContext>]>([
    ['a member', me],
    ['anonymous', {}],
    ['known to the subgraphs alone', { clientHeaders: { authorization: 'Bearer of theirs' } }],
  ])('is no part of a call that began before it, to any subgraph, who is %s', async (_, who) => {
    const { gigs, orders, write } = town();
    for (const { ask } of [gigs, orders]) void ask('{ a }', who);
    await turn();
    await write(who);
    for (const { ask } of [gigs, orders]) void ask('{ a }', who);
    await turn();
    expect([gigs.sent.length, orders.sent.length]).toEqual([3, 2]); // with the mutation
  });

  it('is none either when the mutation has failed: it may have been done', async () => {
    const { gigs, orders, write } = town();
    void orders.ask('{ a }', me);
    await turn();
    await write(me, (index) => gigs.sent[index]!.settle.reject(new WireError('cut off', 'No.')));
    void orders.ask('{ a }', me);
    await turn();
    expect(orders.sent).toHaveLength(2);
  });

  it('is shared by those that come after it, also when the call before it has ended', async () => {
    const { orders, write } = town();
    const asked = [orders.ask('{ a }', me)];
    for (let i = 0; i < 10; i += 1) {
      await write(me);
      asked.push(orders.ask('{ a }', me));
      await turn();
    }
    orders.answer(0);
    await asked[0];
    asked.push(orders.ask('{ a }', me));
    await turn();
    expect(orders.sent).toHaveLength(11);
    for (let i = 1; i < 11; i += 1) orders.answer(i);
    expect(await Promise.all(asked)).toHaveLength(12);
  });
});

it('a mutation that goes on, or another viewer’s, parts nobody', async () => {
  const { gigs, orders, write } = town();
  const other = viewer('usr_2');
  for (const who of [me, other]) void orders.ask('{ a }', who);
  void gigs.ask('mutation { a }', me);
  await turn();
  await write(viewer('usr_3'));
  for (const who of [me, other]) void orders.ask('{ a }', who);
  await turn();
  expect(orders.sent).toHaveLength(2);
});
