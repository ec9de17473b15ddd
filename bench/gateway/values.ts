/** Characters, by the field's name, as members write them; every other text has as many as a name. */
const LENGTHS: Record<string, number> = {
  title: 34,
  gigTitle: 34,
  slug: 44,
  description: 300,
  bio: 300,
  review: 140,
  body: 90,
  message: 90,
  text: 60,
  prompt: 60,
  summary: 40,
  question: 50,
  answer: 120,
  cursor: 40,
  endCursor: 40,
};
const NAME = 11;

const WORDS = [
  'podcast',
  'editing',
  'with',
  'a',
  'clean',
  'sound',
  'for',
  'your',
  'show',
  'Café',
  'music',
  '"best"',
];
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PREFIXES: Record<string, string> = {
  User: 'usr',
  Gig: 'gig',
  Order: 'ord',
  Rating: 'rtg',
  Category: 'cat',
};

/** 32 bits that look random: FNV-1a, mixed once more. */
export const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Of the length of a ULID. */
export const idOf = (type: string, number: number) => {
  const digits = Array.from(
    { length: 26 },
    (_, i) => DIGITS[hashOf(`${type}${number}.${i}`) % DIGITS.length],
  );
  return `${PREFIXES[type] ?? 'any'}_${digits.join('')}`;
};

export const textOf = (field: string, seed: number): string => {
  const length = LENGTHS[field] ?? NAME;
  let text = '';
  for (let i = 0; text.length < length; i++) text += `${WORDS[hashOf(`${seed}.${i}`) % WORDS.length]} `;
  return text.slice(0, length).trimEnd();
};

const VALUES: Record<string, (seed: number) => unknown> = {
  ID: (seed) => idOf('', seed % 1_000),
  Boolean: (seed) => seed % 2 === 0,
  Int: (seed) => seed % 500,
  Float: (seed) => (seed % 41) / 10 + 1,
  SafeInt: (seed) => 500 + (seed % 100_000),
  Decimal: (seed) => `${5 + (seed % 500)}.00`,
  CurrencyCode: () => 'USD',
  CountryCode: (seed) => ['DE', 'FR', 'IN', 'US'][seed % 4],
  DateTime: (seed) => new Date(1_750_000_000_000 + seed).toISOString(),
  URL: (seed) => `https://cdn.example.com/${seed % 1_000}.webp`,
};

/** Of every scalar but String. */
export const valueOf = (scalar: string, seed: number): unknown => {
  const make = VALUES[scalar];
  if (!make) throw new RangeError(`Expected one of ${Object.keys(VALUES).join(', ')}, got ${scalar}.`);
  return make(seed);
};
