import type { Event } from '../../kernel/messages.ts';
import type { Money } from '../../kernel/money.ts';
import type { Upcasts } from '../../kernel/upcasting.ts';

// These names and fields are the stored format: add to them, never rename or remove.

/** In every event of gigs: a key reads nothing but the event. `categoryId`: the leaf, once chosen. */
export type Concerns = { gigId: string; sellerId: string; categoryId?: string };

export type PackageTier = 'BASIC' | 'STANDARD' | 'PREMIUM';

/** `revisions` absent: unlimited. Every price of a gig is in its one currency. */
export type GigPackage = {
  tier: PackageTier;
  name: string;
  description: string;
  price: Money;
  deliveryDays: number;
  revisions?: number;
  features: string[];
};

/** The id stays while the extra is edited: orders name it. */
export type GigExtra = {
  id: string;
  name: string;
  description?: string;
  price: Money;
  addsDeliveryDays: number;
  addsRevisions: number;
};

export type GigFaq = { question: string; answer: string };

/** `width` and `height` in pixels, as the seller states them. */
export type GigMedia = {
  kind: 'IMAGE' | 'VIDEO' | 'DOCUMENT';
  url: string;
  alt: string;
  width?: number;
  height?: number;
};

/** A question of the brief; `options` with CHOICE alone. The id stays while it is edited. */
export type RequirementQuestion = {
  id: string;
  prompt: string;
  kind: 'TEXT' | 'CHOICE';
  isRequired: boolean;
  options?: string[];
};

/** `slug` ends in characters of the gig's id: never taken, never changed. `currencyCode` is fixed from here on. */
export type GigDrafted = Event<
  'GigDrafted',
  Concerns & { title: string; slug: string; currencyCode: string }
>;

/** What is absent did not change; lists are whole. A changed category is `categoryId`, as in every event. */
export type GigContentChanged = Event<
  'GigContentChanged',
  Concerns & {
    title?: string;
    description?: string;
    tags?: string[];
    faq?: GigFaq[];
    gallery?: GigMedia[];
    requirements?: RequirementQuestion[];
  }
>;

/** The whole price list: packages ordered by tier, a draft's may be empty. */
export type GigPricingChanged = Event<
  'GigPricingChanged',
  Concerns & { packages: GigPackage[]; extras: GigExtra[] }
>;

/** Absent: no limit on the orders in queue. */
export type GigQueueLimitChanged = Event<'GigQueueLimitChanged', Concerns & { maxOrdersInQueue?: number }>;

/** Everything that R1 asks for is there. */
export type GigSubmittedForReview = Event<'GigSubmittedForReview', Concerns>;
/** From here on everybody sees it and, until paused or deleted, can order it. */
export type GigPublished = Event<'GigPublished', Concerns>;
export type GigPaused = Event<'GigPaused', Concerns>;
export type GigResumed = Event<'GigResumed', Concerns>;
/** `from`: what it was, so that who counts active gigs reads nothing else. */
export type GigDeleted = Event<'GigDeleted', Concerns & { from: 'DRAFT' | 'ACTIVE' | 'PAUSED' }>;

export type GigEvent =
  | GigDrafted
  | GigContentChanged
  | GigPricingChanged
  | GigQueueLimitChanged
  | GigSubmittedForReview
  | GigPublished
  | GigPaused
  | GigResumed
  | GigDeleted;

export const upcasts: Upcasts<GigEvent> = {};
