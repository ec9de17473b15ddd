import type { GraphQLError } from 'graphql';
import type { Running } from '../../../gateway/bytes/run.ts';
import type { CompiledFetch } from '../../../gateway/bytes/compile.ts';

/** Answers later, as subgraphs do, and throws a GraphQLError where there is no answer. */
export const byPromise =
  (answer: (fetch: CompiledFetch, body: Uint8Array) => Promise<Uint8Array>): Running['ask'] =>
  (fetch, body, asker) =>
    void answer(fetch, body).then(
      (bytes) => asker.came(bytes),
      (error: GraphQLError) => asker.failed(error),
    );
