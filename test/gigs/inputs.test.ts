import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filtersFrom } from '../../subgraphs/gigs/resolvers/search-gigs.ts';
import { asMember } from '../marketplace.ts';
import { complete, mutate, openGigs, packageInput, SEARCH, type Gigs } from './open.ts';
import { SAM } from './story.ts';

let gigs: Gigs;
beforeAll(async () => void (gigs = await openGigs()));
afterAll(() => gigs.close());

const packageOf = (more: object) => ({ packages: [{ ...packageInput, ...more }] });
const extraOf = (more: object) => ({ extras: [{ name: 'Files', priceMinorUnits: 500, ...more }] });
const mediaOf = (more: object) => ({
  gallery: [{ kind: 'IMAGE', url: 'https://images.example.com/1.png', alt: 'A logo', ...more }],
});
const questionOf = (more: object) => ({
  requirements: [{ prompt: 'Which?', kind: 'CHOICE', isRequired: true, options: ['A', 'B'], ...more }],
});
const MEGABYTE = 'x'.repeat(1_000_000);
const many = (count: number, of: (i: number) => unknown) => Array.from({ length: count }, (_, i) => of(i));

describe('what is wrong with a gig is named by its field', () => {
  it.each<[string, object, string, string]>([
    ['no title', { title: ' ' }, 'BLANK', 'title'],
    ['a long title', { title: 'x'.repeat(81) }, 'TOO_LONG', 'title'],
    ['a lone surrogate', { title: 'I will \ud800 design a logo' }, 'INVALID', 'title'],
    ['a long description', { description: 'x'.repeat(1_201) }, 'TOO_LONG', 'description'],
    ['a category of the first level', { categoryId: 'cat_graphics-design' }, 'INVALID', 'categoryId'],
    ['no category of ours', { categoryId: '__proto__' }, 'INVALID', 'categoryId'],
    ['no currency of ours', { currencyCode: 'XXX' }, 'INVALID', 'currencyCode'],
    ['six tags', { tags: ['aa', 'bb', 'cc', 'dd', 'ee', 'ff'] }, 'TOO_MANY', 'tags'],
    ['a tag in capitals', { tags: ['Logo'] }, 'INVALID', 'tags'],
    ['a tag twice', { tags: ['logo', 'logo'] }, 'INVALID', 'tags'],
    ['a tier twice', { packages: [packageInput, packageInput] }, 'INVALID', 'packages'],
    ['a package without a name', packageOf({ name: '' }), 'BLANK', 'packages.0.name'],
    [
      'a price of 4.99',
      packageOf({ priceMinorUnits: 499 }),
      'PRICE_OUT_OF_RANGE',
      'packages.0.priceMinorUnits',
    ],
    ['91 days', packageOf({ deliveryDays: 91 }), 'INVALID', 'packages.0.deliveryDays'],
    ['no day', packageOf({ deliveryDays: 0 }), 'INVALID', 'packages.0.deliveryDays'],
    ['21 revisions', packageOf({ revisions: 21 }), 'INVALID', 'packages.0.revisions'],
    ['eleven features', packageOf({ features: many(11, String) }), 'TOO_MANY', 'packages.0.features'],
    ['eleven extras', { extras: many(11, () => extraOf({}).extras[0]) }, 'TOO_MANY', 'extras'],
    ['an extra’s price', extraOf({ priceMinorUnits: -1 }), 'PRICE_OUT_OF_RANGE', 'extras.0.priceMinorUnits'],
    ['an id of another type', extraOf({ id: 'gig_01KF0000000000000000000G01' }), 'INVALID', 'extras.0.id'],
    ['another host', mediaOf({ url: 'https://evil.example.org/1.png' }), 'HOST_NOT_ALLOWED', 'gallery.0.url'],
    ['no https', mediaOf({ url: 'http://images.example.com/1.png' }), 'HOST_NOT_ALLOWED', 'gallery.0.url'],
    ['no width', mediaOf({ width: 0 }), 'INVALID', 'gallery.0.width'],
    ['one option', questionOf({ options: ['A'] }), 'BLANK', 'requirements.0.options'],
    ['eleven options', questionOf({ options: many(11, String) }), 'TOO_MANY', 'requirements.0.options'],
    ['an option twice', questionOf({ options: ['A', 'A'] }), 'INVALID', 'requirements.0.options'],
    ['options for a text', questionOf({ kind: 'TEXT' }), 'INVALID', 'requirements.0.options'],
    [
      '21 questions',
      { requirements: many(21, () => questionOf({}).requirements[0]) },
      'TOO_MANY',
      'requirements',
    ],
    ['a queue of none', { maxOrdersInQueue: 0 }, 'INVALID', 'maxOrdersInQueue'],
    ['an empty key', { idempotencyKey: '' }, 'BLANK', 'idempotencyKey'],
    ['a long key', { idempotencyKey: 'k'.repeat(201) }, 'TOO_LONG', 'idempotencyKey'],
  ])('%s', async (_, wrong, code, field) => {
    const { gig, userErrors } = await mutate(gigs, 'createGig', { ...complete, ...wrong });
    expect(gig).toBeNull();
    expect(userErrors).toMatchObject([{ code, field: ['input', ...field.split('.')] }]);
  });

  it('all of it at once', async () => {
    const { userErrors } = await mutate(gigs, 'createGig', { title: '', tags: ['A'], maxOrdersInQueue: -1 });
    expect(userErrors.map(({ field }: { field: string[] }) => field[1])).toEqual([
      'title',
      'tags',
      'maxOrdersInQueue',
    ]);
  });

  it('so much text that no event holds it', async () => {
    const faq = many(20, () => ({ question: '😀'.repeat(120), answer: '😀'.repeat(300) }));
    const requirements = many(20, () => ({ prompt: '😀'.repeat(200), kind: 'TEXT', isRequired: true }));
    const { userErrors } = await mutate(gigs, 'createGig', { ...complete, faq, requirements });
    expect(userErrors).toMatchObject([{ code: 'TOO_LONG', field: ['input'] }]);
  });

  it('a hundred thousand of a thing, in no time', async () => {
    const startedAt = performance.now();
    for (const wrong of [
      { tags: many(100_000, (i) => `tag ${i}`) },
      { packages: many(20_000, () => packageInput) },
      questionOf({ options: many(100_000, String) }),
      packageOf({ features: many(100_000, () => '') }),
    ]) {
      const { userErrors } = await mutate(gigs, 'createGig', { ...complete, ...wrong });
      expect(userErrors[0].code).toBe('TOO_MANY');
      expect(userErrors.length).toBeLessThanOrEqual(2); // and so many bytes
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('an id that is no gig’s', async () => {
    for (const name of ['publishGig', 'pauseGig', 'resumeGig'])
      expect((await mutate(gigs, name, { id: 'ord_01KF0000000000000000000G01' })).userErrors).toMatchObject([
        { code: 'INVALID', field: ['input', 'id'] },
      ]);
  });
});

describe('what is wrong with a question', () => {
  const errorOf = async (query: string, variables: object = {}) =>
    (await gigs.ask(asMember(SAM), 'gigs', query, variables)).errors?.[0];

  it.each<[string, object]>([
    ['query', { input: { query: 'x'.repeat(201) } }],
    ['categoryId', { input: { categoryId: 'cat_unknown' } }],
    ['tags', { input: { tags: many(6, String) } }],
    ['tags', { input: { tags: [MEGABYTE] } }],
    ['query', { input: { query: MEGABYTE } }],
    ['categoryId', { input: { categoryId: MEGABYTE } }],
    ['sellerLevels', { input: { sellerLevels: many(5, () => 'NEW') } }],
    ['minMinorUnits', { input: { price: { currencyCode: 'USD', minMinorUnits: -1 } } }],
    ['maxMinorUnits', { input: { price: { currencyCode: 'USD', minMinorUnits: 900, maxMinorUnits: 800 } } }],
    ['maxDeliveryDays', { input: { maxDeliveryDays: 0 } }],
    ['minRating', { input: { minRating: 5.5 } }],
    ['minRating', { input: { minRating: -1 } }],
    ['minRating', { input: { minRating: 0 } }],
    ['first', { input: {}, first: 0 }],
    ['first', { input: {}, first: 101 }],
    ['after', { input: {}, after: 'forged' }],
    ['after', { input: {}, after: '' }],
    ['after', { input: {}, after: MEGABYTE }],
  ])('searchGigs: %s', async (field, variables) => {
    const error = await errorOf(SEARCH, variables);
    expect(error).toMatchObject({ extensions: { code: expect.stringMatching(/INVALID|TOO_LONG|TOO_MANY/) } });
    expect(error?.message).toMatch(/^Expected .{1,200}$/);
    expect((error?.extensions as { field?: string[] }).field?.at(-1)).toBe(field);
  });

  it('searchGigs: a rating that is no number', async () => {
    for (const minRating of ['NaN', '"5"', '1e999'])
      expect(
        await errorOf(`{ searchGigs(input: { minRating: ${minRating} }) { totalCount } }`),
      ).toBeDefined();
    expect(() => filtersFrom({ minRating: NaN })).toThrow('Expected minRating to be from 1.0 to 5.0');
  });

  it('gig: a slug that none can be is refused before it is looked up', async () => {
    for (const slug of ['', ' ', MEGABYTE, 'a\0b']) {
      const error = await errorOf('query ($slug: String!) { gig(slug: $slug) { id } }', { slug });
      expect(error?.message).toMatch(/^Expected slug .{1,200}$/);
    }
  });

  it('an entity’s key that none can be has no gig, and is not looked up', async () => {
    const { views } = gigs.hosted['gigs']!.host;
    const looked: string[] = [];
    const { findEach, load } = views['gigs']!;
    Object.assign(views['gigs']!, {
      findEach: (...args: Parameters<typeof findEach>) => (looked.push('findEach'), findEach(...args)),
      load: (ids: string[]) => (looked.push(...ids), load(ids)),
    });
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Gig { id } } }';
    const of = [{ id: MEGABYTE }, { slug: MEGABYTE }, { id: 'ord_01KF0000000000000000000G01' }];
    const { data } = await gigs.ask(asMember(SAM), 'gigs', query, {
      of: of.map((key) => ({ __typename: 'Gig', ...key })),
    });
    Object.assign(views['gigs']!, { findEach, load });
    expect(data._entities).toEqual([null, null, null]);
    expect(looked).toEqual([]);
  });

  it('gig: neither, both, or an id of another type', async () => {
    for (const args of ['', '(id: "gig_1", slug: "a")', '(id: "ord_01KF0000000000000000000G01")'])
      expect(await errorOf(`{ gig${args} { id } }`)).toMatchObject({ extensions: { code: 'INVALID' } });
  });
});
