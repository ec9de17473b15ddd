import type { GraphQLError } from 'graphql';
import type { CompiledFetch } from './compile.ts';
import { pathsOf, type Found, type Path } from './paths.ts';
import type { State } from './run.ts';
import { surprise } from './surprise.ts';

/** An error as the client gets it. */
export type Told = { message: string; path: Path | undefined; extensions: Record<string, unknown> };

/** Of one request. A client reads no more of them, and each is printed. */
const MOST = 1_000;

/** What a subgraph says that went wrong. An error of an entity is one of every object that it is for. */
export const tellAll = (state: State, fetch: CompiledFetch, all: unknown[]) => {
  const placesOf = createPlaces(state, fetch);
  for (const error of all) {
    const { message, path, extensions } = readable(error);
    for (const where of path ? placesOf(path) : [undefined]) {
      if (state.errors.length === MOST) return void state.errors.push(tooMany(fetch));
      if (state.errors.length > MOST) return;
      state.errors.push({
        message: message || `Error while fetching subquery from service "${fetch.service}"`,
        path: where,
        extensions: extensionsOf(fetch, extensions),
      });
    }
  }
};

/** Where in the client's answer a path of the fetch is: the answer is walked once for all of them. */
const createPlaces = ({ compiled, arena, answered }: State, fetch: CompiledFetch) => {
  let found: Map<number, Path[]> | undefined;
  const objectsOf = (entity: number): Path[] => {
    found ??= byEntity(pathsOf(compiled.targets[0]!, { arena, answered, fetch }));
    return found.get(entity) ?? [[]]; // one for which nobody asked: then nothing is known but the rest
  };
  return (path: Path): Path[] => {
    const [, entity, ...below] = path;
    if (!fetch.requires || typeof entity !== 'number') return [[...pathOf(fetch), ...path]];
    return objectsOf(entity).map((one) => [...one, ...below]);
  };
};

const byEntity = (found: Found[]): Map<number, Path[]> => {
  const paths = new Map<number, Path[]>();
  for (const { entity, path } of found) {
    const known = paths.get(entity);
    if (known) known.push(path);
    else paths.set(entity, [path]);
  }
  return paths;
};

const tooMany = ({ service }: CompiledFetch): Told => ({
  message: `There are more errors than the ${MOST} told, of the ${service} service among others.`,
  path: undefined,
  extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: service },
});

type Readable = Pick<GraphQLError, 'message' | 'extensions'> & { path: Path | null | undefined };

const readable = (error: unknown): Readable => {
  if (typeof error !== 'object' || error === null) return surprise('answer');
  const { message = '', path, extensions } = error as Partial<Readable>;
  const isRead =
    typeof message === 'string' &&
    (path == null || (Array.isArray(path) && path.every((key) => /^(string|number)$/.test(typeof key)))) &&
    (extensions == null || (typeof extensions === 'object' && !Array.isArray(extensions)));
  return isRead ? { message, path, extensions: extensions ?? {} } : surprise('answer');
};

/** Of a fetch that did not answer at all. */
export const failureOf = (fetch: CompiledFetch, { message, extensions }: GraphQLError): Told => ({
  message,
  path: pathOf(fetch),
  extensions: extensionsOf(fetch, extensions),
});

const extensionsOf = ({ service }: CompiledFetch, given: Record<string, unknown>) => ({
  ...given,
  code: given['code'] || 'DOWNSTREAM_SERVICE_ERROR',
  serviceName: service,
});

const pathOf = ({ path }: CompiledFetch): Path => path.split('.').slice(1);
