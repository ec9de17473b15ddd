import { describe, expect, it } from '@jest/globals';
import { DomainErrors } from '../../kernel/domain-error.ts';
import { categories, isLeaf, pathOf } from '../../subgraphs/gigs/categories.ts';
import { gigDecider } from '../../subgraphs/gigs/decider.ts';
import { GIGS_ALLOWED, PRICE } from '../../subgraphs/gigs/decider/policy.ts';
import type { GigEvent } from '../../subgraphs/gigs/events.ts';
import { scenarios } from '../given.ts';
import {
  active,
  basicAsked,
  complete,
  concerns,
  create,
  described,
  drafted,
  edit,
  inLogo,
  paused,
  priced,
  publish,
  published,
  resume,
  submitted,
} from './story.ts';

const given = scenarios(gigDecider);

const refusedFields = (...events: GigEvent[]) => {
  const gig = events.reduce(gigDecider.evolve, gigDecider.initialState);
  try {
    gigDecider.decide({ ...publish(), at: '2026-01-15T12:00:00.000Z' }, gig);
    return [];
  } catch (error) {
    const errors = error instanceof DomainErrors ? error.errors : [error as { field: string[] }];
    return errors.map(({ field }) => field!.join('.'));
  }
};

const without = (change: object): GigEvent => ({
  type: 'GigContentChanged',
  data: { ...described.data, ...change },
});

describe('publishing (R1)', () => {
  it.each<[string, GigEvent[]]>([
    ['title', [{ ...drafted, data: { ...drafted.data, title: 'A logo' } }, described, priced]],
    ['description', [drafted, without({ description: undefined }), priced]],
    ['description', [drafted, without({ description: 'Too short' }), priced]],
    ['categoryId', [drafted, { ...described, data: { ...described.data, categoryId: undefined } } as never]],
    ['categoryId', [drafted, priced, without({ categoryId: 'cat_graphics-design' })]],
    ['tags', [drafted, without({ tags: [] }), priced]],
    ['packages', [drafted, described]],
    ['packages', [drafted, described, { ...priced, data: { ...inLogo, packages: [], extras: [] } }]],
  ])('without %s is refused, and the field named', (field, events) =>
    expect(refusedFields(...events)).toContain(field),
  );

  it('names every missing field at once', () =>
    expect(refusedFields(drafted)).toEqual(['description', 'categoryId', 'tags', 'packages']));

  it('needs nothing more', () => expect(refusedFields(...complete)).toEqual([]));

  it('is refused to who is known to be no seller', () =>
    given(...complete)
      .when(publish({ isNoSeller: true }))
      .thenRefused('FORBIDDEN'));

  it.each(Object.entries(GIGS_ALLOWED))('at level %s allows %i active gigs', (level, allowed) => {
    const facts = { level: level as keyof typeof GIGS_ALLOWED, activeGigs: allowed };
    given(...complete)
      .when(publish(facts))
      .thenRefused('GIG_LIMIT_REACHED');
    given(...active, paused)
      .when(resume(facts))
      .thenRefused('GIG_LIMIT_REACHED');
    given(...complete)
      .when(publish({ ...facts, activeGigs: allowed - 1 }))
      .then(submitted, published);
  });
});

describe('prices (R7)', () => {
  const at = (priceMinorUnits: number) => ({ packages: [{ ...basicAsked, priceMinorUnits }] });

  it('4.99 is refused, 5.00 accepted', () => {
    given()
      .when(create(at(499)))
      .thenRefused('PRICE_OUT_OF_RANGE');
    given()
      .when(create(at(500)))
      .then({ type: 'GigDrafted' }, { type: 'GigPricingChanged' });
  });

  it.each(Object.entries(PRICE))('in %s are bounded at both ends', (currencyCode, { min, max }) => {
    for (const price of [min, max])
      given()
        .when(create(at(price), currencyCode))
        .then(
          { type: 'GigDrafted' },
          { type: 'GigPricingChanged', data: expect.objectContaining({ ...concerns }) as never },
        );
    for (const price of [min - 1, max + 1, -500, 0, 600.5])
      given()
        .when(create(at(price), currencyCode))
        .thenRefused('PRICE_OUT_OF_RANGE');
  });

  it('are told with what was expected and what came', () => {
    const gig = [...complete].reduce<ReturnType<typeof gigDecider.evolve>>(gigDecider.evolve, null);
    expect(() => gigDecider.decide({ ...edit(at(499)), at: '' }, gig)).toThrow(
      'Expected a price from 5.00 to 10000.00 USD, got 4.99.',
    );
  });

  it('of extras are bounded likewise', () => {
    const extra = { id: 'ext_1', name: 'Files', addsDeliveryDays: 0, addsRevisions: 0, priceMinorUnits: 499 };
    given(...active)
      .when(edit({ extras: [extra] }, ['ext_1']))
      .thenRefused('PRICE_OUT_OF_RANGE');
  });
});

describe('the category tree (R8)', () => {
  it('has two levels, unique ids and slugs, and the examples of the interview', () => {
    expect(new Set(categories.map(({ id }) => id)).size).toBe(categories.length);
    expect(new Set(categories.map(({ slug }) => slug)).size).toBe(categories.length);
    for (const { id } of categories) expect(pathOf(id)).toHaveLength(isLeaf(id) ? 2 : 1);
    for (const slug of ['podcast-editing', 'logo-design', 'song-lyrics', 'sales-leads', 'proofreading'])
      expect(isLeaf(`cat_${slug}`)).toBe(true);
  });
});
