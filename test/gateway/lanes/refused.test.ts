import { expect, it } from '@jest/globals';
import { createGeneration } from '../../../gateway/supergraph/generation.ts';
import { SUPERGRAPH } from '../fakes.ts';
import { contextOf } from '../subgraph/asking.ts';
import { planningLane } from './planning-lane.ts';

it('what the planner refuses is planned once, and then left to Apollo’s server at once', async () => {
  let planned = 0;
  const lane = planningLane(createGeneration(SUPERGRAPH), () => (planned += 1));
  const operation = { operationName: undefined, variables: {}, mayMutate: true };
  for (const number of [1, 2, 3]) {
    const query = `{ gig(id: "gig_${number}") { id: title stars } }`;
    expect(await lane.answer({ ...operation, query }, contextOf())).toBeUndefined();
  }
  expect(planned).toBe(1);
});
