import { describe, it } from '@jest/globals';
import { gigDecider } from '../../subgraphs/gigs/decider.ts';
import { scenarios } from '../given.ts';
import {
  active,
  asked,
  basic,
  basicAsked,
  bea,
  complete,
  concerns,
  create,
  deleted,
  described,
  DESCRIPTION,
  drafted,
  edit,
  inLogo,
  LOGO,
  paused,
  priced,
  publish,
  published,
  resume,
  resumed,
  submitted,
  TITLE,
} from './story.ts';

const given = scenarios(gigDecider);
const EXTRA = 'ext_01KF0000000000000000000E01';
const extra = { id: EXTRA, name: 'Source files', addsDeliveryDays: 1, addsRevisions: 0 };
const withExtra = {
  type: 'GigPricingChanged' as const,
  data: {
    ...inLogo,
    packages: [basic],
    extras: [{ ...extra, price: { minorUnits: 500, currencyCode: 'USD' } }],
  },
};

describe('a new gig', () => {
  it('is a draft with a title, and a slug that ends in its id', () =>
    given()
      .when(create())
      .then({
        type: 'GigDrafted',
        data: {
          ...concerns,
          title: TITLE,
          slug: 'i-will-design-a-logo-for-your-shop-000000000g01',
          currencyCode: 'USD',
        },
      }));

  it('may be complete at once', () =>
    given()
      .when(create({ description: DESCRIPTION, categoryId: LOGO, tags: ['logo'], packages: [basicAsked] }))
      .then({ type: 'GigDrafted' }, described, priced));

  it('is drafted once', () => given(drafted).when(create()).thenRefused('ILLEGAL_STATE'));
  it('has a currency that we can bound', () => given().when(create({}, 'XXX')).thenRefused('INVALID'));
});

describe('editing', () => {
  it('says what changed, and nothing else', () =>
    given(...active)
      .when(edit({ title: TITLE, tags: ['logo', 'brand'], description: DESCRIPTION }))
      .then({ type: 'GigContentChanged', data: { ...inLogo, tags: ['logo', 'brand'] } }));

  it('with nothing changed is nothing', () =>
    given(...active)
      .when(edit({ title: TITLE, packages: [basicAsked], extras: [], maxOrdersInQueue: null }))
      .thenNothing());

  it('orders packages by tier', () =>
    given(drafted)
      .when(edit({ packages: [{ ...basicAsked, tier: 'PREMIUM' }, basicAsked] }))
      .then({
        type: 'GigPricingChanged',
        data: { ...concerns, packages: [basic, { ...basic, tier: 'PREMIUM' }], extras: [] },
      }));

  it('sets and lifts the limit on orders in queue', () => {
    const limited = { type: 'GigQueueLimitChanged' as const, data: { ...inLogo, maxOrdersInQueue: 3 } };
    given(...active)
      .when(edit({ maxOrdersInQueue: 3 }))
      .then(limited);
    given(...active, limited)
      .when(edit({ maxOrdersInQueue: null }))
      .then({ type: 'GigQueueLimitChanged', data: inLogo });
  });

  it('keeps the id of an extra that the gig has, or that was made for it', () => {
    const changed = { ...extra, name: 'All source files', priceMinorUnits: 500 };
    given(...active, withExtra)
      .when(edit({ extras: [changed] }))
      .then({ type: 'GigPricingChanged' });
    given(...active)
      .when(edit({ extras: [changed] }, [EXTRA]))
      .then({ type: 'GigPricingChanged' });
    given(...active)
      .when(edit({ extras: [changed] }))
      .thenRefused('INVALID');
    given(...active, withExtra)
      .when(edit({ extras: [changed, changed] }))
      .thenRefused('INVALID');
  });

  it('changes the category of a draft alone', () => {
    given(...complete)
      .when(edit({ categoryId: 'cat_proofreading' }))
      .then({ type: 'GigContentChanged', data: { ...concerns, categoryId: 'cat_proofreading' } });
    given(...active)
      .when(edit({ categoryId: 'cat_proofreading' }))
      .thenRefused('ILLEGAL_STATE');
  });

  it('leaves a published gig complete', () =>
    given(...active)
      .when(edit({ tags: [], packages: [], title: 'Too short' }))
      .thenRefused('TOO_SHORT', 'BLANK', 'BLANK'));

  it('is the seller’s alone; to others a draft is not there', () => {
    given(...active)
      .when({ ...edit({ title: 'Somebody else’s idea' }), by: bea })
      .thenRefused('FORBIDDEN');
    given(drafted)
      .when({ ...edit({ title: 'Somebody else’s idea' }), by: bea })
      .thenRefused('NOT_FOUND');
    given().when(edit({})).thenRefused('NOT_FOUND');
  });

  it('ends with the gig', () =>
    given(...active, deleted('ACTIVE'))
      .when(edit({ title: 'I will design another logo' }))
      .thenRefused('ILLEGAL_STATE'));
});

describe('the life of a gig', () => {
  it('is submitted and published in one commit', () =>
    given(...complete)
      .when(publish())
      .then(submitted, published));
  it('is published once', () =>
    given(...active)
      .when(publish())
      .thenNothing());
  it('is paused', () =>
    given(...active)
      .when(asked('PauseGig'))
      .then(paused));
  it('is resumed', () =>
    given(...active, paused)
      .when(resume())
      .then(resumed));
  it('is resumed, not published, from a pause', () =>
    given(...active, paused)
      .when(publish())
      .thenRefused('ILLEGAL_STATE'));
  it('is not paused as a draft', () => given(drafted).when(asked('PauseGig')).thenRefused('ILLEGAL_STATE'));
  it('is paused and resumed once', () => {
    given(...active, paused)
      .when(asked('PauseGig'))
      .thenNothing();
    given(...active)
      .when(resume())
      .thenNothing();
  });
  it('is deleted from anywhere, once', () => {
    given(drafted)
      .when(asked('DeleteGig'))
      .then({ type: 'GigDeleted', data: { ...concerns, from: 'DRAFT' } });
    given(...active)
      .when(asked('DeleteGig'))
      .then(deleted('ACTIVE'));
    given(...active, deleted('ACTIVE'))
      .when(asked('DeleteGig'))
      .thenNothing();
  });
  it('never comes back', () =>
    given(...active, deleted('ACTIVE'))
      .when(resume())
      .thenRefused('ILLEGAL_STATE'));
});
