import type { QueryPlan } from '@apollo/query-planner';
import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { stepsOf, type Fetch, type Step } from './fetches.ts';
import { originsOf } from './origins.ts';
import { parserOf, type Parser } from './parse.ts';
import { representerCode, representerOf, type Representer } from './represent.ts';
import { surprise } from './surprise.ts';
import { writtenOn } from './selections.ts';
import { targetOf, type Joining, type Source, type Target } from './target.ts';
import type { Booleans } from './variants.ts';
import { writerCode, writerOf, type Writer } from './write.ts';

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
  /** The body up to the first of the variables: the representations, or one of the client's. */
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

/** The generated code of every operation goes to the error output, for those who want to read it. */
const isPrinted = /(^|,)chimera:bytes(,|$)/.test(process.env['DEBUG'] ?? '');

/** Throws Surprise for what is left to Apollo's executor. */
export const compile = (compiling: Compiling): Compiled => {
  const { plan, operation, fragments, booleans, api, supergraph } = compiling;
  let places = 0;
  const nextNumber = () => places++;
  const { step, fetches } = stepsOf(plan, { schema: supergraph, api, booleans, nextNumber });
  const client = { schema: api, api, fragments, booleans, nextNumber };
  const root = rootOf(api, operation);
  const targets = joined({ client, root, fetches, targets: [] }, operation);
  const made = generated(fetches, targets, supergraph);
  if (isPrinted) console.error(made.code);
  return { step, targets, places, ...made };
};

const generated = (fetches: Fetch[], targets: Target[], supergraph: GraphQLSchema) => {
  const representerCodes = () =>
    fetches.map((fetch) =>
      fetch.requires
        ? representerCode(fetch, originsOf(fetch, targets, fetches), { schema: supergraph, fetches })
        : undefined,
    );
  // The first time takes the slots; only then is it known how large records are.
  representerCodes();
  writerCode(targets);
  const [representers, writer] = [representerCodes(), writerCode(targets)];
  const parsers = fetches.map(({ place, requires }) => parserOf(place, requires !== undefined));
  const titled = (what: string, code: string | undefined) =>
    code === undefined ? [] : [`// ${what}${code}`];
  const codes = fetches.flatMap(({ index, service }, i) => [
    ...titled(`What fetch ${index} asks ${service} for`, representers[i]),
    ...titled(`What ${service} answers to fetch ${index}`, parsers[i]!.code),
  ]);
  return {
    fetches: fetches.map((fetch, i): CompiledFetch => {
      const code = representers[i];
      const represent = code === undefined ? undefined : representerOf(code);
      return { ...fetch, parse: parsers[i]!.parse, represent, head: headOf(fetch) };
    }),
    write: writerOf(writer),
    code: [...codes, ...titled('The answer', writer)].join('\n'),
  };
};

const rootOf = (api: GraphQLSchema, { operation }: OperationDefinitionNode): string =>
  operation === 'subscription' ? surprise('plan') : api.getRootType(operation)!.name;

const joined = (joining: Joining, { selectionSet }: OperationDefinitionNode): Target[] => {
  const roots = joining.fetches.filter(({ requires }) => !requires);
  const sources = roots.map(({ index, place }): Source => ({ fetch: index, place, via: 'root', slot: -1 }));
  targetOf(joining, '', sources, writtenOn(joining.root, selectionSet.selections));
  return joining.targets;
};

const headOf = ({ operation, operationName, requires }: Fetch): Buffer => {
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  const first = requires ? '"representations":' : '';
  return Buffer.from(`{${name}"query":${JSON.stringify(operation)},"variables":{${first}`);
};
