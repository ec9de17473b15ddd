import type { GraphQLError } from 'graphql';
import { Arena } from '../../../gateway/bytes/arena.ts';
import type { Compiled } from '../../../gateway/bytes/compile.ts';
import { run, type Running } from '../../../gateway/bytes/run.ts';
import { Surprise } from '../../../gateway/bytes/surprise.ts';
import type { Told } from '../../../gateway/bytes/told.ts';
import { planned, type Federation } from './both.ts';
import { byPromise } from './by-promise.ts';

export type Body = {
  query: string;
  variables: { representations?: Record<string, unknown>[]; [name: string]: unknown };
};

/** What a subgraph answers: a text, bytes, an object to be printed, or an error of the whole fetch. */
export type Answers = Record<string, (asked: Body) => string | Uint8Array | object | GraphQLError>;

export type Outcome = {
  surprise?: string;
  data?: unknown;
  text?: string;
  errors?: Told[];
  asked: Body[];
  /** By turns what was asked and what came, as it lies in the arena at the end. */
  noted: Uint8Array[];
};

/** Runs a query over subgraphs of which the test says what they answer. */
export const scripted = async (
  federation: Federation,
  query: string,
  { answers, variables = {}, arena = new Arena(), planning = (plan) => plan, compiled: given }: Scripted,
): Promise<Outcome> => {
  const asked: Body[] = [];
  const noted: Uint8Array[] = [];
  try {
    const compiled = given ?? compiledOf(federation, query, { variables, planning });
    const ask = byPromise(async ({ service }, body) => {
      asked.push(JSON.parse(Buffer.from(body).toString()) as Body);
      const answer = answers[service]!(asked.at(-1)!);
      if (answer instanceof Error) throw answer;
      if (answer instanceof Uint8Array) return answer;
      return Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
    const note: Running['note'] = (_, body, came) =>
      void noted.push(body, came instanceof Uint8Array ? came : Buffer.from(came.message));
    const { start, end, errors } = await run({ compiled, arena, variables, ask, note });
    const text = arena.bytes.toString('utf8', start, end);
    return { data: JSON.parse(text) as unknown, text, errors, asked, noted };
  } catch (error) {
    if (error instanceof Surprise) return { surprise: error.reason, asked, noted };
    throw error;
  }
};

const compiledOf = (
  federation: Federation,
  query: string,
  { variables, planning }: Required<Pick<Scripted, 'variables' | 'planning'>>,
) => {
  const of = planned(federation, { query, variables })!;
  Object.assign(of.plan, JSON.parse(planning(JSON.stringify(of.plan))));
  return of.compiled();
};

/** `planning`: what is to be changed in the plan before it is compiled. */
export type Scripted = {
  answers: Answers;
  variables?: Record<string, unknown>;
  arena?: Arena;
  planning?: (plan: string) => string;
  /** Of the same query. */
  compiled?: Compiled;
};

/** Entities by the ids of the representations. */
export const entities = (of: (id: string, type: string) => unknown) => (asked: Body) => ({
  data: {
    _entities: asked.variables.representations!.map(({ id, __typename }) =>
      of(id as string, __typename as string),
    ),
  },
});
