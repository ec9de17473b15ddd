import { expect, it } from '@jest/globals';
import { createDocuments } from '../../../gateway/documents/documents.ts';
import { createDirectLane } from '../../../gateway/lanes/direct.ts';
import { createGeneration } from '../../../gateway/supergraph/generation.ts';
import { SUPERGRAPH } from '../fakes.ts';
import { contextOf } from '../subgraph/asking.ts';

it('what the planner refuses is planned once, and then left to Apollo’s server at once', async () => {
  const generation = createGeneration(SUPERGRAPH);
  let planned = 0;
  const counting: typeof generation = {
    ...generation,
    plan(planning) {
      planned += 1;
      return generation.plan(planning);
    },
  };
  const lane = createDirectLane({
    generation: counting,
    documents: createDocuments({ schema: generation.api, supergraph: SUPERGRAPH }),
    subgraphs: {},
    sources: {},
    format: (told) => told,
    bytes: true,
    onHandOver: () => {},
  });
  const operation = { operationName: undefined, variables: {}, mayMutate: true };
  for (const number of [1, 2, 3]) {
    const query = `{ gig(id: "gig_${number}") { id: title stars } }`;
    expect(await lane.answer({ ...operation, query }, contextOf())).toBeUndefined();
  }
  expect(planned).toBe(1);
});
