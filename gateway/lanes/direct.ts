import { setImmediate as others } from 'node:timers/promises';
import { GraphQLError, print } from 'graphql';
import { createArenas } from '../bytes/arena.ts';
import { run } from '../bytes/run.ts';
import { Surprise, type Reason } from '../bytes/surprise.ts';
import type { Compiled } from '../bytes/compile.ts';
import type { GatewayContext } from '../context.ts';
import type { Documents, Form } from '../documents/documents.ts';
import type { Subgraph } from '../subgraph.ts';
import { Received } from '../subgraph/received.ts';
import type { Trace } from '../tracing.ts';
import type { Generation } from '../supergraph/generation.ts';
import { bodyOfBytes, bodyOfResult, type Body, type Format } from './answer.ts';
import { createPlans, type Planned, type Plans } from './plans.ts';
import { RequestRun } from './request-run.ts';
import { createStockExecutor, type Sources } from './stock.ts';

export type Operation = {
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** False for what must do nothing: a GET. */
  mayMutate: boolean;
};

export type DirectOptions = {
  generation: Generation;
  documents: Documents;
  subgraphs: Record<string, Subgraph>;
  sources: Sources;
  format: Format;
  /** Off: Apollo's executor runs every plan. */
  bytes: boolean;
  /** An operation, or an answer, that was not one for bytes. */
  onHandOver(reason: Reason): void;
};

/** Forms that are planned ahead, and milliseconds for it: the rest waits until it is asked for. */
const AHEAD = { most: 200, longest: 2_000 };

export type Direct = ReturnType<typeof createDirectLane>;

/**
 * From a document that is known to bytes, past Apollo's server. Answers undefined for what that server says better:
 * what is not valid, too large, or asks for the schema.
 */
export const createDirectLane = (options: DirectOptions) => {
  const { generation, documents, format, onHandOver } = options;
  const plans = createPlans(generation);
  const executeStock = createStockExecutor(generation, options.sources);
  const arenas = createArenas();

  const runBytes = async (
    compiled: Compiled,
    variables: Record<string, unknown>,
    context: GatewayContext,
  ) => {
    const arena = arenas.take();
    context.received = new Received();
    const ran = await run(new RequestRun(options.subgraphs, context, { compiled, arena, variables }));
    return bodyOfBytes(ran, { arena, arenas, format, requestId: context.requestId });
  };

  const runStock = async (planned: Planned, variables: Record<string, unknown>, context: GatewayContext) =>
    bodyOfResult(await executeStock({ ...planned, variables, context }), format, context.requestId);

  /** What is not planned rightly: it takes milliseconds to say so. */
  const refused = new WeakSet<Form>();

  /** Undefined for what the planner refuses: Apollo's server says why, or answers it under other names. */
  const plannedOf = (form: Form, trace?: Trace) => {
    if (refused.has(form)) return undefined;
    try {
      return trace && !plans.has(form) ? trace.plan(() => plans.of(form)) : plans.of(form);
    } catch (error) {
      if (error instanceof GraphQLError) refused.add(form);
      return undefined;
    }
  };

  /** All that is done before anybody is asked; undefined for what Apollo's server says better. */
  const prepared = ({ query, operationName, variables, mayMutate }: Operation, trace?: Trace) => {
    const known = documents.get(query, operationName);
    if (!known || (!mayMutate && known.form.operation.operation !== 'query')) return undefined;
    const all = { ...variables, ...known.literals };
    if (known.form.check(all).length > 0) return undefined;
    const planned = plannedOf(known.form, trace);
    return planned && { planned, all, compiled: options.bytes ? planned.compiled(all) : undefined };
  };

  return {
    plans,
    /**
     * Plans what a predecessor was asked for, what was used last before all else, so that the first of its clients need
     * not wait. Each form takes milliseconds: between two of them the requests have their turn.
     */
    async warm(before: { plans: Pick<Plans, 'forms'> }, { most, longest } = AHEAD) {
      const end = performance.now() + longest;
      for (const { document, operation } of before.plans.forms().toReversed().slice(0, most)) {
        await others();
        if (performance.now() > end) return;
        const known = documents.get(print(document), operation.name?.value);
        if (known) plannedOf(known.form)?.compiled(known.literals);
      }
    },
    async answer(operation: Operation, context: GatewayContext): Promise<Body | undefined> {
      const startedAt = performance.now();
      const found = prepared(operation, context.trace);
      context.onWork?.(performance.now() - startedAt);
      if (!found) return undefined;
      const { planned, all, compiled } = found;
      if (compiled === undefined) return runStock(planned, all, context);
      if (typeof compiled !== 'string')
        try {
          return await runBytes(compiled, all, context);
        } catch (error) {
          if (!(error instanceof Surprise)) throw error;
          onHandOver(error.reason);
          context.received?.handOver();
          return runStock(planned, all, context);
        }
      onHandOver(compiled);
      return runStock(planned, all, context);
    },
  };
};
