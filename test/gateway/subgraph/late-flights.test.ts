import { describe, expect, it } from '@jest/globals';
import { WireError } from '../../../gateway/wires/wire.ts';
import { reach, turn } from './reaching.ts';

const late = () => new WireError('too late', 'No.');

/** Of so many askers, each with a little more time than the one before. */
const ask = async ({ askers, first }: { askers: number; first: number }) => {
  const reached = reach();
  const now = Math.floor(performance.now()); // sums of whole numbers are exact
  const asked = Array.from({ length: askers }, (_, i) =>
    reached.ask('{ a }', { deadline: now + first + 10 * i }),
  );
  for (const one of asked) one.catch(() => {});
  await turn();
  const deadlines = () => reached.sent.map(({ request }) => request.deadline! - now);
  return { ...reached, asked, deadlines };
};

describe('a shared fetch whose time is over', () => {
  it('is one more for all that have time left, and has the time of who has most', async () => {
    const { sent, asked, answer, deadlines } = await ask({ askers: 100, first: 2_000 });
    sent[0]!.settle.reject(late());
    await expect(asked[0]).rejects.toThrow('did not answer within');
    await turn();
    expect(deadlines()).toEqual([2_000, 2_990]);
    answer(1);
    expect(await Promise.all(asked.slice(1))).toHaveLength(99);
  });

  it('has been the last when nobody has more time, or when a subgraph is not asked for now', async () => {
    const { ask, sent } = reach('gigs', { breaker: { failures: 1 } });
    const deadline = performance.now() + 2_000;
    const asked = [ask('{ a }', { deadline }), ask('{ a }', { deadline }), ask()];
    asked[0]!.catch(() => {});
    await turn();
    sent[0]!.settle.reject(late());
    await expect(asked[1]).rejects.toThrow('did not answer within');
    await expect(asked[2]).rejects.toThrow('is not asked for now');
    expect(sent).toHaveLength(1);
  });
});

it('who has less time than the first waits for no longer than that, and the others go on', async () => {
  const { ask, sent, answer } = reach();
  const began = performance.now();
  const first = ask();
  const less = ask('{ a }', { deadline: began + 50 });
  await expect(less).rejects.toThrow('did not answer within');
  expect(performance.now() - began).toBeLessThan(500);
  expect(sent).toHaveLength(1);
  expect(sent[0]!.request.signal!.aborted).toBe(false);
  answer(0);
  expect(await first).toBeDefined();
});

it('who has less time gets the answer that comes before', async () => {
  const { ask, sent, answer } = reach();
  const asked = Promise.all([ask(), ask('{ a }', { deadline: performance.now() + 60 })]);
  await turn();
  answer(0);
  expect(await asked).toHaveLength(2);
  await new Promise((resolve) => setTimeout(resolve, 100)); // nothing is left that would end it once more
  expect(sent).toHaveLength(1);
});
