import type { Fetch } from './fetches.ts';
import type { Place, Value } from './shape.ts';
import { surprise } from './surprise.ts';
import type { Source, Target } from './target.ts';

/** The objects for which one fetch is made, and the source by which they get what it brings. */
export type Origin = { target: Target; source: Source };

/**
 * Where a fetch has its representations from. The client may not have selected all that the plan fetches on the way:
 * objects there have no target, and a fetch that left them out would tell less than was asked.
 */
export const originsOf = (fetch: Fetch, targets: Target[], fetches: Fetch[]): Origin[] => {
  const origins = targets.flatMap((target) =>
    target.sources.flatMap((source) =>
      source.via === 'entity' && source.fetch === fetch.index ? [{ target, source }] : [],
    ),
  );
  const known = new Set(origins.flatMap(({ target }) => target.sources.map(({ place }) => place)));
  for (const place of placesAt(fetch.path, fetches)) if (!known.has(place)) return surprise('representation');
  return origins;
};

/** All places whose objects lie at a path of the data that the fetches bring together. */
const placesAt = (path: string, fetches: Fetch[]): Place[] => {
  if (path === '') return fetches.filter(({ requires }) => !requires).map(({ place }) => place);
  const [, above, key, lists] = /^(.*)\.(\w+)((?:\.@)*)$/.exec(path) ?? surprise('plan');
  const objects = placesAt(above!, fetches);
  const types = new Set(objects.flatMap(({ variants }) => variants.map(({ type }) => type)));
  const entities = fetches.filter((fetch) => fetch.requires && fetch.path === above);
  return [...objects, ...entities.map(({ place }) => place)]
    .flatMap(({ variants }) => variants.filter(({ type }) => types.has(type)))
    .flatMap(({ fields }) => fields.filter((field) => field.key === key))
    .map(({ value }) => placeBelow(value, lists!.length / 2));
};

const placeBelow = (value: Value, lists: number): Place => {
  if (value.kind === 'list' && lists > 0) return placeBelow(value.of, lists - 1);
  return value.kind === 'object' && lists === 0 ? value.place : surprise('plan');
};
