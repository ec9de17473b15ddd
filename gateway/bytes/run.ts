import { GraphQLError } from 'graphql';
import type { Arena } from './arena.ts';
import { bodyOf } from './bodies.ts';
import type { Compiled, CompiledFetch } from './compile.ts';
import type { Step } from './fetches.ts';
import { receive, type Lying } from './receive.ts';
import { surprise } from './surprise.ts';
import { failureOf, type Told } from './told.ts';

export type Running = {
  compiled: Compiled;
  arena: Arena;
  variables: Record<string, unknown>;
  /** Answers the body that the subgraph sent. Throws a GraphQLError where it did not answer. */
  ask(fetch: CompiledFetch, body: Uint8Array): Promise<Uint8Array>;
  /** What was asked and what came: bytes that stay where they are until the arena is given back. */
  note(fetch: CompiledFetch, body: Uint8Array, came: Uint8Array | GraphQLError): void;
};

/** Bytes before the data that are left free, for what goes before it. */
export const ROOM = 24;

/** The client's data lies in the arena between these offsets. */
export type Ran = { start: number; end: number; errors: Told[] };

/** `answered`: 1 for each fetch that brought data. */
export type State = Running & { answered: Uint8Array; errors: Told[] };

/** Runs a plan. Throws Surprise where Apollo's executor must take over; nothing was answered then. */
export const run = async (running: Running): Promise<Ran> => {
  const { compiled, arena } = running;
  arena.begin(compiled.places);
  const state: State = { ...running, answered: new Uint8Array(compiled.fetches.length), errors: [] };
  await runStep(state, compiled.step);
  const start = arena.used + ROOM;
  const end = compiled.write(arena, state.answered, start);
  if (end < 0) return surprise('null root');
  return { start, end, errors: state.errors };
};

const runStep = (state: State, step: Step): Promise<void> => {
  if (step.kind === 'fetch') return runFetch(state, state.compiled.fetches[step.fetch.index]!);
  return step.kind === 'all' ? runAll(state, step.steps) : runEach(state, step.steps);
};

const runEach = async (state: State, steps: Step[]) => {
  for (const one of steps) await runStep(state, one);
};

/** Waits for every one: none may still write into the arena when it has been given back. */
const runAll = async (state: State, steps: Step[]) => {
  const ends = await Promise.allSettled(steps.map((one) => runStep(state, one)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
};

const runFetch = async (state: State, fetch: CompiledFetch) => {
  const asked = bodyOf(state, fetch);
  if (!asked) return;
  let answer: Lying;
  try {
    answer = kept(state.arena, await state.ask(fetch, asked.body));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    state.note(fetch, asked.body, error);
    state.errors.push(failureOf(fetch, error));
    return;
  }
  state.note(fetch, asked.body, answer.bytes);
  if (receive(state, fetch, answer, asked.variants)) state.answered[fetch.index] = 1;
};

/** What a wire answers is lent. */
const kept = (arena: Arena, lent: Uint8Array): Lying => {
  const at = arena.add(lent);
  return { at, bytes: arena.bytes.subarray(at, at + lent.length) };
};

export type { Told };
