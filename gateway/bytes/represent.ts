import { NOBODYS, type Arena } from './arena.ts';
import type { Cutting } from './cutting.ts';
import { DEDUP } from './dedup.ts';
import type { Fetch } from './fetches.ts';
import type { Origin } from './origins.ts';
import { representationOf, type Making } from './representation.ts';
import { UNEQUAL } from './surprise.ts';
import { WRITING } from './writing.ts';

/**
 * Writes the representations that a fetch asks for, each once, and notes in every record which of them is its own,
 * or -1. Answers how many there are; the list of them lies between `at` and `arena.listEnd`.
 */
export type Representer = (arena: Arena, answered: Uint8Array, at: number) => number;

/** `schema`: the whole supergraph's. `fetches`: all of the plan. */
export const representerCode = (
  fetch: Fetch,
  origins: Origin[],
  { schema, fetches }: Pick<Making, 'schema' | 'fetches'>,
): string => {
  const cutting: Cutting = new Map();
  const parts = origins.map((origin) => originOf(fetch, origin, { schema, fetches, cutting }));
  const sizes = ['0', ...parts.map(({ size }) => size)];
  return `${WRITING}${DEDUP}
${[...cutting.values(), ...parts.map(({ functions }) => functions)].join('\n')}
return (arena, answered, at) => {
  take(arena);
  try {
    clear(${sizes.join(' + ')});
    if (at + 16 > most) grown(at + 16);
    V.setUint8(at, 91); next = at + 1;
    ${parts.map(({ call }) => call).join('\n    ')}
    arena.listEnd = count === 0 ? next + 1 : next;
    V.setUint8(arena.listEnd - 1, 93);
    return count;
  } finally {
    take(NOBODYS); table = A.table;
  }
};`;
};

export const representerOf = (code: string) =>
  new Function('UNEQUAL', 'NOBODYS', code)(UNEQUAL, NOBODYS) as Representer;

/** A function that goes over all objects of one place. */
const originOf = (fetch: Fetch, { target, source }: Origin, making: Omit<Making, 'target' | 'type'>) => {
  const { place } = target.sources[0]!;
  const [name, records] = [`g${target.number}`, `R${place.number}`];
  const cases = place.variants.map(({ type }, variant) => {
    const asked = fetch.place.variants.findIndex((one) => one.type === type);
    const body = representationOf(fetch.requires!, asked, { ...making, target, type });
    if (!body || asked < 0) return '';
    return `case ${variant}: { ${body} ${records}[r0 + ${source.slot}] = number; continue; }`;
  });
  const used = target.sources.map(({ place: { number } }) => `const R${number} = A.records[${number}];`);
  for (const { fetch, via } of target.sources)
    if (via === 'entity') used.push(`const has${fetch} = answered[${fetch}] === 1;`);
  return {
    size: `arena.counts[${place.number}]`,
    call: `${name}(answered);`,
    functions: `function ${name}(answered) {
  ${used.join(' ')}
  const n = A.counts[${place.number}];
  for (let r0 = 0; r0 < n * ${place.slots.size}; r0 += ${place.slots.size}) {
    write: switch (${records}[r0]) {
      ${cases.filter(Boolean).join('\n      ')}
    }
    ${records}[r0 + ${source.slot}] = -1;
  }
}`,
  };
};
