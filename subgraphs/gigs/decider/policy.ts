/** How far a seller has come. */
export type SellerLevel = 'NEW' | 'LEVEL_ONE' | 'LEVEL_TWO' | 'TOP_RATED';

/** Both ends included. Lengths in characters, times in days. */
export type Bounds = { min: number; max: number };

/** The numbers of R1. A draft may be shorter and have less; nothing may be longer or more. */
export const GIG = {
  slug: { min: 1, max: 80 },
  title: { min: 15, max: 80 },
  description: { min: 40, max: 1_200 },
  tags: { min: 1, max: 5 },
  tag: { min: 2, max: 30 },
  packages: { min: 1, max: 3 },
  extras: { min: 0, max: 10 },
  faq: { min: 0, max: 20 },
  gallery: { min: 0, max: 10 },
  requirements: { min: 0, max: 20 },
  maxOrdersInQueue: { min: 1, max: 1_000 },
} satisfies Record<string, Bounds>;

export const PACKAGE = {
  name: { min: 1, max: 40 },
  description: { min: 1, max: 300 },
  deliveryDays: { min: 1, max: 90 },
  revisions: { min: 0, max: 20 },
  features: { min: 0, max: 10 },
  feature: { min: 1, max: 80 },
} satisfies Record<string, Bounds>;

export const EXTRA = {
  name: { min: 1, max: 60 },
  description: { min: 1, max: 200 },
  addsDeliveryDays: { min: 0, max: 30 },
  addsRevisions: { min: 0, max: 20 },
} satisfies Record<string, Bounds>;

export const FAQ = { question: { min: 1, max: 120 }, answer: { min: 1, max: 300 } };
export const MEDIA = { url: { min: 1, max: 500 }, alt: { min: 1, max: 120 }, side: { min: 1, max: 20_000 } };
export const QUESTION = {
  prompt: { min: 1, max: 200 },
  options: { min: 2, max: 10 },
  option: { min: 1, max: 50 },
};

/**
 * Events of one gig up to which it is edited and resumed: every command reads all of them. Pausing and
 * deleting are always possible, and at most two more.
 */
export const EVENTS = { edited: 800, resumed: 990 };

/** Of every package and extra, in minor units of its currency (R7). */
export const PRICE: Record<string, Bounds> = {
  USD: { min: 500, max: 1_000_000 },
  EUR: { min: 500, max: 1_000_000 },
  GBP: { min: 500, max: 1_000_000 },
  AUD: { min: 500, max: 1_000_000 },
  CAD: { min: 500, max: 1_000_000 },
  CHF: { min: 500, max: 1_000_000 },
  ILS: { min: 1_500, max: 4_000_000 },
  JPY: { min: 500, max: 1_000_000 },
};

/** Gigs that a seller may have ACTIVE at once. */
export const GIGS_ALLOWED: Record<SellerLevel, number> = {
  NEW: 10,
  LEVEL_ONE: 15,
  LEVEL_TWO: 20,
  TOP_RATED: 30,
};
