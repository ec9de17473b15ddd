import { remember } from '../../kernel/graphql/remember.ts';

/** Types of an answer: which of them a client likes alike, it gets the first of. */
const TYPES = ['application/json', 'application/graphql-response+json'] as const;

/** How much a client likes a type, by the range of its Accept header that says so most exactly. */
type Liking = { type: string; q: number; exactness: number; place: number };

const chosen = remember<string>(100, { largest: 200 });

/**
 * The type of the answer, as Apollo's server would choose it: undefined where a client takes neither, or says so in a
 * way that only that server weighs.
 */
export const contentTypeFor = (accept: string | undefined): string | undefined => {
  if (!accept) return `${TYPES[0]}; charset=utf-8`;
  const known = chosen.get(accept);
  if (known !== undefined) return known;
  const type = typeLikedBest(accept);
  return type && chosen.set(accept, `${type}; charset=utf-8`);
};

const typeLikedBest = (accept: string): string | undefined => {
  if (accept.includes('"')) return undefined;
  const ranges = accept.split(',').map(rangeOf);
  const likings = TYPES.flatMap((type) => likingOf(type, ranges) ?? []);
  // Of equal ones the first stays in front.
  const [best] = likings.sort((a, b) => b.q - a.q || b.exactness - a.exactness || a.place - b.place);
  return best?.type;
};

type Range = { name: string; q: number; hasCharset: boolean; place: number };

/** A parameter that we do not know makes it a range of other types. */
const rangeOf = (text: string, place: number): Range => {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const range = { name, q: 1, hasCharset: false, place };
  for (const parameter of parameters)
    if (parameter.startsWith('q=')) range.q = Number.parseFloat(parameter.slice(2));
    else if (parameter === 'charset=utf-8') range.hasCharset = true;
    else range.name = '';
  return range;
};

/** Undefined for a type that is not taken. */
const likingOf = (type: string, ranges: Range[]): Liking | undefined => {
  const likings = ranges.flatMap(({ name, q, hasCharset, place }) => {
    const exactness = ['*/*', 'application/*', type].indexOf(name);
    return exactness < 0 ? [] : [{ type, q, exactness: 2 * exactness + (hasCharset ? 1 : 0), place }];
  });
  const [best] = likings.sort((a, b) => b.exactness - a.exactness || b.q - a.q || b.place - a.place);
  return best && best.q > 0 ? best : undefined;
};
