import type { GraphQLError } from 'graphql';
import type { CompiledFetch } from './compile.ts';
import { pathsOf, type Path } from './paths.ts';
import type { State } from './run.ts';
import { surprise } from './surprise.ts';

/** An error as the client gets it. */
export type Told = { message: string; path: Path | undefined; extensions: Record<string, unknown> };

/** What a subgraph says that went wrong. An error of an entity is one of every object that it is for. */
export const tell = ({ compiled, arena, answered, errors }: State, fetch: CompiledFetch, error: unknown) => {
  const { message, path, extensions } = readable(error);
  const told = (where: Path | undefined) =>
    errors.push({
      message: message || `Error while fetching subquery from service "${fetch.service}"`,
      path: where,
      extensions: extensionsOf(fetch, extensions),
    });
  if (!path) return void told(undefined);
  const [, entity, ...below] = path;
  if (!fetch.requires || typeof entity !== 'number') return void told([...pathOf(fetch), ...path]);
  const found = pathsOf(compiled.targets[0]!, { arena, answered, fetch });
  const paths = found.filter((one) => one.entity === entity).map((one) => one.path);
  // An entity for which nobody asked: then nothing is known but the rest.
  for (const one of paths.length > 0 ? paths : [[]]) told([...one, ...below]);
};

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
