import { isUtf8 } from 'node:buffer';
import { GraphQLError } from 'graphql';
import type { Arena } from './arena.ts';
import type { Compiled, CompiledFetch } from './compile.ts';
import type { Step } from './fetches.ts';
import { laidOut } from './layout.ts';
import { pathsOf, type Path } from './paths.ts';
import { LAYOUT, surprise } from './surprise.ts';

export type Told = { message: string; path: Path | undefined; extensions: Record<string, unknown> };

export type Running = {
  compiled: Compiled;
  arena: Arena;
  variables: Record<string, unknown>;
  /** Answers the body that the subgraph sent. Throws a GraphQLError where it did not answer. */
  ask(fetch: CompiledFetch, body: Uint8Array): Promise<Uint8Array>;
};

/** The client's data lies in the arena between these offsets. */
export type Ran = { start: number; end: number; errors: Told[] };

type State = Running & { answered: Uint8Array; errors: Told[] };

/** Runs a plan. Throws Surprise where Apollo's executor must take over; nothing was answered then. */
export const run = async (running: Running): Promise<Ran> => {
  const { compiled, arena } = running;
  arena.begin(compiled.places);
  const state: State = { ...running, answered: new Uint8Array(compiled.fetches.length), errors: [] };
  await runStep(state, compiled.step);
  const start = arena.used;
  const end = compiled.write(arena, state.answered, start);
  if (end < 0) return surprise('null root');
  return { start, end, errors: state.errors };
};

const runStep = async (state: State, step: Step): Promise<void> => {
  if (step.kind === 'fetch') return runFetch(state, state.compiled.fetches[step.fetch.index]!);
  if (step.kind === 'all') return runAll(state, step.steps);
  for (const one of step.steps) await runStep(state, one);
};

/** Waits for every one: none may still write into the arena when it has been given back. */
const runAll = async (state: State, steps: Step[]) => {
  const ends = await Promise.allSettled(steps.map((one) => runStep(state, one)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
};

const runFetch = async (state: State, fetch: CompiledFetch) => {
  const asked = bodyOf(state, fetch);
  if (!asked) return;
  let bytes: Uint8Array;
  try {
    bytes = await state.ask(fetch, asked.body);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    state.errors.push(failureOf(fetch, error));
    return;
  }
  receive(state, fetch, { bytes, variants: asked.variants });
};

/** What the subgraph is sent; undefined where there is nothing to ask for. `variants`: of the representations. */
const bodyOf = ({ arena, answered, variables }: State, fetch: CompiledFetch) => {
  const start = arena.used;
  const list = '{"representations":';
  const first = fetch.represent ? list : '{';
  arena.ensure(start + fetch.head.length + first.length);
  arena.bytes.set(fetch.head, start);
  let end = start + fetch.head.length + arena.bytes.write(first, start + fetch.head.length, 'latin1');
  let variants: Int32Array | undefined;
  if (fetch.represent) {
    const count = fetch.represent(arena, answered, end);
    if (count === 0) return undefined;
    variants = arena.variants.slice(0, count);
    end = arena.listEnd;
  }
  const text = variablesOf(fetch, variables) + '}';
  arena.ensure(end + text.length * 3);
  end += arena.bytes.write(text, end);
  arena.used = arena.close(end);
  return { body: arena.bytes.subarray(start, end), variants };
};

const variablesOf = (
  { variables: names, represent }: CompiledFetch,
  given: Record<string, unknown>,
): string => {
  const known = names.filter((name) => given[name] !== undefined);
  const texts = known.map((name) => `"${name}":${JSON.stringify(given[name])}`);
  return `${represent && texts.length > 0 ? ',' : ''}${texts.join()}}`;
};

type Answer = { bytes: Uint8Array; variants: Int32Array | undefined };

const receive = (state: State, fetch: CompiledFetch, answer: Answer) => {
  const { arena, answered } = state;
  if (!isUtf8(answer.bytes)) return surprise('answer');
  try {
    parse(arena, fetch, answer);
  } catch (error) {
    if (error !== LAYOUT) throw error;
    if (!readSlowly(state, fetch, answer)) return;
  }
  answered[fetch.index] = 1;
};

const parse = (arena: Arena, fetch: CompiledFetch, { bytes, variants }: Answer) => {
  const before = arena.used;
  const at = arena.add(bytes);
  if (variants) arena.expect(variants);
  try {
    const count = fetch.parse(arena, at, at + bytes.length);
    if (variants && count !== variants.length) return surprise('answer');
  } catch (error) {
    arena.used = before;
    throw error;
  }
};

/** An answer with errors, or in another layout: read as JSON, printed as it is expected. False: it has no data. */
const readSlowly = (state: State, fetch: CompiledFetch, { bytes, variants }: Answer): boolean => {
  const { data, errors } = jsonOf(bytes);
  if (errors !== undefined) {
    if (!Array.isArray(errors)) return surprise('answer');
    for (const error of errors) tell(state, fetch, error as Told);
  }
  if (data === null || data === undefined) return errors === undefined ? surprise('answer') : false;
  try {
    parse(state.arena, fetch, { bytes: Buffer.from(laidOut(data, fetch.place, variants)), variants });
    return true;
  } catch (error) {
    if (error === LAYOUT) return surprise('answer');
    throw error;
  }
};

const jsonOf = (bytes: Uint8Array): { data?: Record<string, unknown> | null; errors?: unknown } => {
  try {
    const body: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
    return typeof body === 'object' && body !== null ? body : surprise('answer');
  } catch {
    return surprise('answer');
  }
};

/** An error of an entity is one of every object that it is for. */
const tell = ({ compiled, arena, answered, errors }: State, fetch: CompiledFetch, error: Told) => {
  const { message, path, extensions } = error;
  const told = (where: Path | undefined) =>
    errors.push({
      message: message || `Error while fetching subquery from service "${fetch.service}"`,
      path: where,
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions, serviceName: fetch.service },
    });
  if (!Array.isArray(path)) return void told(undefined);
  const [, entity, ...below] = path;
  if (!fetch.requires || typeof entity !== 'number') return void told([...pathOf(fetch), ...path]);
  const found = pathsOf(compiled.targets[0]!, { arena, answered, fetch });
  for (const one of found) if (one.entity === entity) told([...one.path, ...below]);
};

const pathOf = ({ path }: CompiledFetch): Path => path.split('.').slice(1);

const failureOf = (fetch: CompiledFetch, { message, extensions }: GraphQLError): Told => ({
  message,
  path: pathOf(fetch),
  extensions: { ...extensions, serviceName: fetch.service },
});
