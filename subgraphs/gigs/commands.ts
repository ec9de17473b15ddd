import type { Command } from '../../kernel/messages.ts';
import type { GigExtra, GigFaq, GigMedia, GigPackage, RequirementQuestion } from './events.ts';
import type { SellerLevel } from './decider/policy.ts';

type Gig = { gigId: string };

/** In the gig's currency, which the gig knows. */
export type Unpriced<T extends { price: object }> = Omit<T, 'price'> & { priceMinorUnits: number };

/** What is absent stays; lists replace. `maxOrdersInQueue` null: no limit. */
export type GigChanges = {
  title?: string;
  description?: string;
  categoryId?: string;
  tags?: string[];
  faq?: GigFaq[];
  gallery?: GigMedia[];
  requirements?: RequirementQuestion[];
  packages?: Unpriced<GigPackage>[];
  extras?: Unpriced<GigExtra>[];
  maxOrdersInQueue?: number | null;
};

/** `newIds`: made for extras and questions that came without one; every other id must be the gig's. */
type Editing = { changes: GigChanges; newIds: string[] };

/**
 * What gigs' own views say of the seller, as far as they have heard. `isNoSeller`: registered, and
 * without a seller profile.
 */
export type SellerFacts = { isNoSeller: boolean; level: SellerLevel; activeGigs: number };

export type CreateGig = Command<'CreateGig', Gig & Editing & { title: string; currencyCode: string }>;
export type EditGig = Command<'EditGig', Gig & Editing>;
export type PublishGig = Command<'PublishGig', Gig & { seller: SellerFacts }>;
export type PauseGig = Command<'PauseGig', Gig>;
export type ResumeGig = Command<'ResumeGig', Gig & { seller: SellerFacts }>;
export type DeleteGig = Command<'DeleteGig', Gig>;

export type GigCommand = CreateGig | EditGig | PublishGig | PauseGig | ResumeGig | DeleteGig;

/** Every one of them: a missing one does not compile. */
export const commands = Object.keys({
  CreateGig: true,
  EditGig: true,
  PublishGig: true,
  PauseGig: true,
  ResumeGig: true,
  DeleteGig: true,
} satisfies Record<GigCommand['type'], true>) as GigCommand['type'][];
