import type { Arena } from './arena.ts';
import type { Value } from './shape.ts';
import type { Entry, Target } from './target.ts';

export type Path = (string | number)[];

type Walk = { arena: Arena; answered: Uint8Array; fetch: { index: number; path: string }; found: Found[] };

/** An object of the answer, and which of a fetch's entities it is. */
export type Found = { path: Path; entity: number };

/** Where in the answer each object is for which a fetch was made: for errors alone, so nothing is generated. */
export const pathsOf = (root: Target, given: Omit<Walk, 'found'>): Found[] => {
  const walk: Walk = { ...given, found: [] };
  visit(
    walk,
    root,
    root.sources.map(({ fetch, via }) => (via === 'root' && given.answered[fetch] ? 0 : -1)),
    [],
  );
  return walk.found;
};

/** `records`: one for each source, -1 where there is none. */
const visit = (walk: Walk, target: Target, given: number[], path: Path) => {
  const { arena, answered, fetch, found } = walk;
  const { sources, variants } = target;
  const valueAt = (source: number, slot: number) => {
    const { number, slots } = sources[source]!.place;
    return arena.records[number]![records[source]! * slots.size + slot]!;
  };
  const records = [...given];
  for (const [i, source] of sources.entries()) {
    if (source.via !== 'entity') continue;
    const entity = records[0]! < 0 ? -1 : valueAt(0, source.slot);
    if (source.fetch === fetch.index && entity >= 0) found.push({ path, entity });
    records[i] = entity < 0 || !answered[source.fetch] ? -1 : entity;
    if (records[i]! >= 0 && valueAt(i, 0) < 0) records[i] = -1;
  }
  const variant = variants.length === 1 ? 0 : valueAt(0, 0);
  for (const entry of variants[variant]?.entries ?? []) {
    if (entry.kind !== 'child' || !isWithin(fetch.path, entry.target.path)) continue;
    const starts = entry.from.map(({ source, variant: of, index }) =>
      records[source]! < 0 ? -1 : valueAt(source, sources[source]!.place.slots.of(of, index, 'child')),
    );
    const counts = entry.from.map(({ source, variant: of, index, value }) =>
      records[source]! < 0 || value.kind !== 'list'
        ? -1
        : valueAt(source, sources[source]!.place.slots.of(of, index, 'count')),
    );
    descend(walk, entry, { values: entry.from.map(({ value }) => value), starts, counts }, [
      ...path,
      entry.key,
    ]);
  }
};

export const isWithin = (path: string, above: string) => path === above || path.startsWith(`${above}.`);

type Level = { values: Value[]; starts: number[]; counts: number[] };

const descend = (
  walk: Walk,
  entry: Extract<Entry, { kind: 'child' }>,
  { values, starts, counts }: Level,
  path: Path,
) => {
  if (starts.every((start) => start < 0)) return;
  if (values[0]!.kind === 'object') return visit(walk, entry.target, padded(entry.target, starts), path);
  for (let i = 0; i < Math.max(...counts); i += 1) {
    const of = values.map((value) => (value.kind === 'list' ? value.of : value));
    const next: Level = { values: of, starts: [], counts: [] };
    for (const [k, value] of values.entries()) {
      const inner = of[k]!;
      const at = starts[k]! < 0 ? -1 : starts[k]! + i;
      if (inner.kind === 'object') {
        const { number, slots } = inner.place;
        next.starts.push(at < 0 || walk.arena.records[number]![at * slots.size]! < 0 ? -1 : at);
      } else if (value.kind === 'list') {
        next.starts.push(at < 0 ? -1 : walk.arena.records[value.rows]![at * 2]!);
        next.counts.push(at < 0 ? -1 : walk.arena.records[value.rows]![at * 2 + 1]!);
      }
    }
    descend(walk, entry, next, [...path, i]);
  }
};

/** Records of the sources that come from above; those of entities are found on the way. */
const padded = ({ sources }: Target, starts: number[]) => {
  let next = 0;
  return sources.map(({ via }) => (via === 'child' ? starts[next++]! : -1));
};
