import type { Fields, Shape } from './answer-shape.ts';

type Path = (string | number)[];
type Data = Record<string, unknown>;
type Told = { message: string; path?: unknown; extensions?: unknown };

/** An error of a subgraph, without what cannot be read, or is not for it to say: the status of our answer. */
export const readable = (
  { message, path, extensions }: Told,
  fields: Fields,
  entities: number | undefined,
) => ({
  message,
  ...(isPath(path, fields, entities) && { path }),
  ...(isObject(extensions) && { extensions: withReadableCode(extensions) }),
});

/** To a place of the answer. */
const isPath = (path: unknown, fields: Fields, entities = 0): path is Path => {
  if (!Array.isArray(path)) return false;
  let shape: Shape | undefined = { lists: 0, type: undefined, tells: undefined, fields };
  for (const [i, part] of path.entries()) {
    if (typeof part === 'number') {
      if (!Number.isInteger(part) || part < 0 || shape.lists === 0) return false;
      if (path[0] === '_entities' && i === 1 && part >= entities) return false;
      shape = { ...shape, lists: shape.lists - 1 };
    } else shape = shape.lists > 0 ? undefined : shape.fields?.get(part);
    if (!shape) return false;
  }
  return true;
};

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Apollo looks codes up in an object of its own: `constructor` is there, too. */
const withReadableCode = ({ code, http: _, ...extensions }: Data) => ({
  ...extensions,
  ...(typeof code === 'string' && !(code in Object.prototype) && { code }),
});
