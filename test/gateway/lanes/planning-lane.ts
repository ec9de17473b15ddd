import { createDocuments } from '../../../gateway/documents/documents.ts';
import { createDirectLane } from '../../../gateway/lanes/direct.ts';
import type { Generation, Planning } from '../../../gateway/supergraph/generation.ts';
import { SUPERGRAPH } from '../fakes.ts';

/** A lane that tells of all that it plans, and has nobody to ask. */
export const planningLane = (generation: Generation, onPlan: (planning: Planning) => void) =>
  createDirectLane({
    generation: {
      ...generation,
      plan(planning) {
        onPlan(planning);
        return generation.plan(planning);
      },
    },
    documents: createDocuments({ schema: generation.api, supergraph: SUPERGRAPH }),
    subgraphs: {},
    sources: {},
    format: (told) => told,
    bytes: true,
    onHandOver: () => {},
  });
