import type { CreateGig, EditGig, GigChanges, SellerFacts } from '../../subgraphs/gigs/commands.ts';
import type {
  Concerns,
  GigContentChanged,
  GigDrafted,
  GigPackage,
  GigPricingChanged,
  GigPublished,
  GigSubmittedForReview,
} from '../../subgraphs/gigs/events.ts';
import { member } from '../given.ts';

export const SAM = 'usr_01KF00000000000000000000SA';
export const BEA = 'usr_01KF00000000000000000000BE';
export const GIG = 'gig_01KF0000000000000000000G01';
export const LOGO = 'cat_logo-design';
export const concerns: Concerns = { gigId: GIG, sellerId: SAM };
export const inLogo: Concerns = { ...concerns, categoryId: LOGO };

export const TITLE = 'I will design a logo for your shop';
export const DESCRIPTION = 'A logo drawn by hand, in three proposals, with every file you need.';

export const basic: GigPackage = {
  tier: 'BASIC',
  name: 'One logo',
  description: 'One proposal as PNG',
  price: { minorUnits: 2_500, currencyCode: 'USD' },
  deliveryDays: 3,
  revisions: 1,
  features: ['PNG'],
};
const { price: _, ...unpriced } = basic;
export const basicAsked = { ...unpriced, priceMinorUnits: 2_500 };

export const drafted: GigDrafted = {
  type: 'GigDrafted',
  data: { ...concerns, title: TITLE, slug: 'i-will-design-a-logo-0000000g01', currencyCode: 'USD' },
};
export const described: GigContentChanged = {
  type: 'GigContentChanged',
  data: { ...inLogo, description: DESCRIPTION, tags: ['logo'] },
};
export const priced: GigPricingChanged = {
  type: 'GigPricingChanged',
  data: { ...inLogo, packages: [basic], extras: [] },
};
export const submitted: GigSubmittedForReview = { type: 'GigSubmittedForReview', data: inLogo };
export const published: GigPublished = { type: 'GigPublished', data: inLogo };
export const paused = { type: 'GigPaused' as const, data: inLogo };
export const resumed = { type: 'GigResumed' as const, data: inLogo };
export const deleted = (from: 'DRAFT' | 'ACTIVE' | 'PAUSED') => ({
  type: 'GigDeleted' as const,
  data: { ...inLogo, from },
});
export const complete = [drafted, described, priced] as const;
export const active = [...complete, submitted, published] as const;

export const sam = member(SAM);
export const bea = member(BEA);
export const seller: SellerFacts = { isNoSeller: false, level: 'NEW', activeGigs: 0 };

export const create = (changes: GigChanges = {}, currencyCode = 'USD') => ({
  type: 'CreateGig' as const,
  by: sam,
  data: { gigId: GIG, title: TITLE, currencyCode, changes, newIds: [] } satisfies CreateGig['data'],
});
export const edit = (changes: GigChanges, newIds: string[] = []) => ({
  type: 'EditGig' as const,
  by: sam,
  data: { gigId: GIG, changes, newIds } satisfies EditGig['data'],
});
export const publish = (facts: Partial<SellerFacts> = {}) => ({
  type: 'PublishGig' as const,
  by: sam,
  data: { gigId: GIG, seller: { ...seller, ...facts } },
});
export const resume = (facts: Partial<SellerFacts> = {}) => ({
  ...publish(facts),
  type: 'ResumeGig' as const,
});
export const asked = (type: 'PauseGig' | 'DeleteGig') => ({ type, by: sam, data: { gigId: GIG } });
