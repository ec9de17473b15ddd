import { expect, it } from '@jest/globals';
import { unreadable } from '../../../gateway/errors.ts';
import { createComplaints } from '../../../gateway/subgraph/complaints.ts';

const open = () => {
  const said: object[] = [];
  const log = { info() {}, error() {}, warn: (fields: object) => void said.push(fields) };
  const clock = { now: 0 };
  return { said, clock, complain: createComplaints({ name: 'ratings', log }, () => clock.now) };
};

it('an outage fills no log: ten lines a second, and the next tells how many were left out', () => {
  const { said, clock, complain } = open();
  const half = unreadable('ratings', 'a half');
  for (let request = 0; request < 1_000; request += 1) complain(half, `r${request}`);
  expect(said).toHaveLength(10);
  expect(said[9]).toMatchObject({ subgraph: 'ratings', requestId: 'r9', leftOut: 0 });
  clock.now = 1_000;
  complain(half, 'later');
  complain(half, 'again');
  expect(said.slice(10)).toMatchObject([
    { requestId: 'later', leftOut: 990 },
    { requestId: 'again', leftOut: 0 },
  ]);
});

it('what is masked for the client is said each time, under the id that it is told', () => {
  const { said, complain } = open();
  for (let request = 0; request < 40; request += 1) complain(new Error('401.'), `r${request}`);
  expect(said).toHaveLength(40);
});
