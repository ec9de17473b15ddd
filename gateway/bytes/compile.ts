import type { QueryPlan } from '@apollo/query-planner';
import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { stepsOf, type Fetch, type Step } from './fetches.ts';
import { parserOf, type Parser } from './parse.ts';
import { representerOf, type Origin, type Representer } from './represent.ts';
import type { Place } from './shape.ts';
import { surprise } from './surprise.ts';
import { targetOf, type Joining, type Source, type Target } from './target.ts';
import type { Booleans } from './variants.ts';
import { writerOf, type Writer } from './write.ts';

export type Compiling = {
  plan: QueryPlan;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  booleans: Booleans;
  /** What the client sees. */
  api: GraphQLSchema;
  /** What the subgraphs answer: with what the client does not see. */
  supergraph: GraphQLSchema;
};

export type CompiledFetch = Fetch & {
  parse: Parser;
  /** For entities. */
  represent: Representer | undefined;
  /** The body up to the value of `variables`. */
  head: Buffer;
};

/** One operation for one combination of its booleans: calls, and code that was made for it alone. */
export type Compiled = {
  step: Step;
  fetches: CompiledFetch[];
  targets: Target[];
  write: Writer;
  /** How many numbers its places and rows have. */
  places: number;
  /** What was generated, to be read. */
  code: string;
};

/** Throws Surprise for what is left to Apollo's executor. */
export const compile = (compiling: Compiling): Compiled => {
  const { plan, operation, fragments, booleans, api, supergraph } = compiling;
  let places = 0;
  const nextNumber = () => places++;
  const { step, fetches } = stepsOf(plan, { schema: supergraph, booleans, nextNumber });
  const client = { schema: api, fragments, booleans, nextNumber };
  const targets = joined({ client, fetches, targets: [] }, operation);
  const originsOf = (fetch: Fetch): Origin[] =>
    targets.flatMap((target) =>
      target.sources.flatMap((source) =>
        source.via === 'entity' && source.fetch === fetch.index ? [{ target, source }] : [],
      ),
    );
  const generate = () => ({
    writer: writerOf(targets),
    representers: fetches.map((fetch) =>
      fetch.requires ? representerOf(fetch, originsOf(fetch), supergraph) : undefined,
    ),
  });
  generate(); // takes the slots; only then is it known how large records are
  const { writer, representers } = generate();
  const parsers = fetches.map(({ place, requires }) => parserOf(place, requires !== undefined));
  return {
    step,
    fetches: fetches.map((fetch, i) => ({
      ...fetch,
      parse: parsers[i]!.parse,
      represent: representers[i]?.represent,
      head: headOf(fetch),
    })),
    targets,
    write: writer.write,
    places,
    code: [...parsers, ...representers, writer].map((one) => one?.code ?? '').join('\n'),
  };
};

const joined = (joining: Joining, { selectionSet, operation }: OperationDefinitionNode): Target[] => {
  const roots = joining.fetches.filter(({ requires }) => !requires);
  const sources = roots.map(({ index, place }): Source => {
    place.slots.take();
    return { fetch: index, place, via: 'root', slot: -1 };
  });
  if (sources.length === 0) return surprise('plan');
  const isRoot = operation !== 'subscription';
  if (isRoot) targetOf(joining, '', sources, selectionSet.selections);
  return joining.targets;
};

const headOf = ({ operation, operationName }: Fetch): Buffer => {
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return Buffer.from(`{${name}"query":${JSON.stringify(operation)},"variables":`);
};

export type { Place };
