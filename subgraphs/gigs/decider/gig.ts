import type {
  Concerns,
  GigEvent,
  GigExtra,
  GigFaq,
  GigMedia,
  GigPackage,
  RequirementQuestion,
} from '../events.ts';

/** A gig as its events have made it. */
export type Gig = Concerns & {
  status: 'DRAFT' | 'ACTIVE' | 'PAUSED' | 'DELETED';
  /** How many there are of it. */
  events: number;
  currencyCode: string;
  title: string;
  description?: string;
  tags: string[];
  faq: GigFaq[];
  gallery: GigMedia[];
  requirements: RequirementQuestion[];
  packages: GigPackage[];
  extras: GigExtra[];
  maxOrdersInQueue?: number;
};

/** In every event of this gig. */
export const concernsOf = ({ gigId, sellerId, categoryId }: Gig): Concerns => ({
  gigId,
  sellerId,
  ...(categoryId !== undefined && { categoryId }),
});

const nothing = { tags: [], faq: [], gallery: [], requirements: [], packages: [], extras: [] };

export const evolve = (gig: Gig | null, event: GigEvent): Gig | null => {
  if (event.type === 'GigDrafted') {
    const { slug: _, ...drafted } = event.data;
    return { ...nothing, ...drafted, status: 'DRAFT', events: 1 };
  }
  return gig && { ...evolved(gig, event), events: gig.events + 1 };
};

const evolved = (gig: Gig, event: Exclude<GigEvent, { type: 'GigDrafted' }>): Gig => {
  switch (event.type) {
    case 'GigContentChanged':
    case 'GigPricingChanged':
      return { ...gig, ...event.data };
    case 'GigQueueLimitChanged': {
      const { maxOrdersInQueue: _, ...unlimited } = gig;
      return { ...unlimited, ...event.data };
    }
    case 'GigSubmittedForReview':
      return gig;
    case 'GigPublished':
    case 'GigResumed':
      return { ...gig, status: 'ACTIVE' };
    case 'GigPaused':
      return { ...gig, status: 'PAUSED' };
    case 'GigDeleted':
      return { ...gig, status: 'DELETED' };
  }
};
