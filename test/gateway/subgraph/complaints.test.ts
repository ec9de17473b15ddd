import { expect, it } from '@jest/globals';
import { createComplaints } from '../../../gateway/subgraph/complaints.ts';

it('an outage fills no log: ten lines a second, and the next tells how many were left out', () => {
  const said: object[] = [];
  const log = { info() {}, error() {}, warn: (fields: object) => void said.push(fields) };
  let now = 0;
  const complain = createComplaints({ name: 'ratings', log }, () => now);
  for (let request = 0; request < 1_000; request += 1) complain(new Error('Half.'), `r${request}`);
  expect(said).toHaveLength(10);
  expect(said[9]).toMatchObject({ subgraph: 'ratings', requestId: 'r9', leftOut: 0 });
  now = 1_000;
  complain(new Error('Half.'), 'later');
  complain(new Error('Half.'), 'again');
  expect(said.slice(10)).toMatchObject([
    { requestId: 'later', leftOut: 990 },
    { requestId: 'again', leftOut: 0 },
  ]);
});
