import { expect, it } from '@jest/globals';
import { whileHeld } from '../../kernel/lease.ts';
import { until } from '../contracts/places.ts';

const quiet = { info() {}, warn() {}, error() {} };

/** A lease that answers what the test says next, and then goes on so. */
const leaseOf = (answers: (boolean | Error)[]) => {
  let released = 0;
  return {
    lease: {
      async claim() {
        const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      release: async () => void (released += 1),
    },
    released: () => released,
  };
};

const workOf = () => {
  const done: string[] = [];
  const start = async () => {
    done.push('start');
    return { close: async () => void done.push('stop') };
  };
  return { done, start };
};

it('work is done while the lease is held, and the lease is given back at the end', async () => {
  const [{ lease, released }, { done, start }] = [leaseOf([true]), workOf()];
  const held = await whileHeld(lease, start, quiet);
  expect(done).toEqual(['start']);
  await held.close();
  expect(done).toEqual(['start', 'stop']);
  expect(released()).toBe(1);
});

it('work ends when another has the lease, and begins again when it is back', async () => {
  const [{ lease }, { done, start }] = [leaseOf([true, false, true]), workOf()];
  const held = await whileHeld(lease, start, quiet);
  await until(() => done.length === 3);
  expect(done).toEqual(['start', 'stop', 'start']);
  await held.close();
});

it('who has not the lease does nothing', async () => {
  const [{ lease }, { done, start }] = [leaseOf([false]), workOf()];
  const held = await whileHeld(lease, start, quiet);
  expect(held.held()).toBeUndefined();
  await held.close();
  expect(done).toEqual([]);
});

it('a store that does not answer ends no work', async () => {
  const [{ lease }, { done, start }] = [leaseOf([true, new Error('gone'), true]), workOf()];
  const held = await whileHeld(lease, start, quiet);
  await new Promise((resolve) => setTimeout(resolve, 2_300)); // two more claims
  expect(done).toEqual(['start']);
  await held.close();
});
