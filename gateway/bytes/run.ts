import type { GraphQLError } from 'graphql';
import type { Arena } from './arena.ts';
import { bodyOf, type Sent } from './bodies.ts';
import type { Compiled, CompiledFetch } from './compile.ts';
import type { Step } from './fetches.ts';
import { receive, type Lying } from './receive.ts';
import { surprise } from './surprise.ts';
import { failureOf, type Told } from './told.ts';

/** What is run, for whom, and where its bytes lie. */
export type Given = { compiled: Compiled; arena: Arena; variables: Record<string, unknown> };

export type Running = Given & {
  /** Tells the asker once, maybe at once, the body that the subgraph sent, or why there is none; or throws. */
  ask(fetch: CompiledFetch, body: Uint8Array, asker: Asker): void;
  /** What was asked and what came: bytes that stay where they are until the arena is given back. */
  note(fetch: CompiledFetch, body: Uint8Array, came: Uint8Array | GraphQLError): void;
};

/** Bytes before the data that are left free, for what goes before it. */
export const ROOM = 24;

/** The client's data lies in the arena between these offsets. */
export type Ran = { start: number; end: number; errors: Told[] };

/** Told once, as a Receiver is: JSON that is lent as a wire lends it, or why there is none. */
export type Asker = { came(bytes: Uint8Array): void; failed(error: GraphQLError): void };

/** `answered`: 1 for each fetch that brought data. `failure`: what ends the run when all that was asked has ended. */
export type State = Given & {
  running: Running;
  answered: Uint8Array;
  errors: Told[];
  failure: unknown;
};

/** Runs a plan. Throws Surprise where Apollo's executor must take over; nothing was answered then. */
export const run = (running: Running): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const { compiled, arena, variables } = running;
    arena.begin(compiled.places);
    const answered = new Uint8Array(compiled.fetches.length);
    const state: State = { compiled, arena, variables, running, answered, errors: [], failure: undefined };
    runStep(state, compiled.step, () => {
      if (state.failure === undefined) attempt(state, () => resolve(written(state)));
      if (state.failure !== undefined) reject(state.failure as Error);
    });
  });

const written = ({ compiled, arena, answered, errors }: State): Ran => {
  const start = arena.used + ROOM;
  const end = compiled.write(arena, answered, start);
  if (end < 0) return surprise('null root');
  return { start, end, errors };
};

/** Nothing is thrown at who brings an answer. */
const attempt = (state: State, work: () => void) => {
  try {
    work();
  } catch (error) {
    state.failure ??= error;
  }
};

/** `ended` is called when nothing may write into the arena any more. */
const runStep = (state: State, step: Step, ended: () => void) => {
  if (step.kind === 'fetch') runFetch(state, state.compiled.fetches[step.fetch.index]!, ended);
  else if (step.kind === 'all') runAll(state, step.steps, ended);
  else runEach(state, step.steps, ended);
};

const runEach = (state: State, [step, ...others]: Step[], ended: () => void) => {
  if (step === undefined) ended();
  else runStep(state, step, others.length === 0 ? ended : () => runEach(state, others, ended));
};

/** Waits for every one. */
const runAll = (state: State, steps: Step[], ended: () => void) => {
  let left = steps.length;
  if (left === 0) return ended();
  for (const one of steps)
    runStep(state, one, () => {
      left -= 1;
      if (left === 0) ended();
    });
};

/** Where something has failed, nothing more is asked for. */
const runFetch = (state: State, fetch: CompiledFetch, ended: () => void) => {
  if (state.failure === undefined)
    try {
      const asked = bodyOf(state, fetch);
      if (asked)
        return state.running.ask(fetch, asked.body, new PendingFetch(state, fetch, { asked, ended }));
    } catch (error) {
      state.failure = error;
    }
  ended();
};

/** One that was asked for. */
class PendingFetch implements Asker {
  private readonly state: State;
  private readonly fetch: CompiledFetch;
  private readonly asked: Sent;
  private readonly ended: () => void;

  constructor(state: State, fetch: CompiledFetch, { asked, ended }: { asked: Sent; ended: () => void }) {
    this.state = state;
    this.fetch = fetch;
    this.asked = asked;
    this.ended = ended;
  }

  came(lent: Uint8Array) {
    const { state, fetch, asked } = this;
    attempt(state, () => {
      const answer = kept(state.arena, lent);
      state.running.note(fetch, asked.body, answer.bytes);
      if (receive(state, fetch, answer, asked.variants)) state.answered[fetch.index] = 1;
    });
    this.ended();
  }

  failed(error: GraphQLError) {
    const { state, fetch, asked } = this;
    attempt(state, () => {
      state.running.note(fetch, asked.body, error);
      state.errors.push(failureOf(fetch, error));
    });
    this.ended();
  }
}

const kept = (arena: Arena, lent: Uint8Array): Lying => {
  const at = arena.add(lent);
  return { at, bytes: arena.bytes.subarray(at, at + lent.length) };
};
