import type { Money } from '../../../kernel/money.ts';
import type { Projection } from '../../../kernel/projection.ts';
import type { GigEvent, GigExtra, GigFaq, GigMedia, GigPackage, RequirementQuestion } from '../events.ts';

/** Shaped like the Gig type in schema/gigs.graphql, so most fields need no resolver. */
export type GigView = {
  id: string;
  sellerId: string;
  slug: string;
  title: string;
  description?: string;
  status: 'DRAFT' | 'ACTIVE' | 'PAUSED' | 'DELETED';
  categoryId?: string;
  currencyCode: string;
  tags: string[];
  packages: GigPackage[];
  extras: GigExtra[];
  faq: GigFaq[];
  gallery: GigMedia[];
  requirements: RequirementQuestion[];
  /** Of the cheapest package. */
  startingPrice?: Money;
  fastestDeliveryDays?: number;
  maxOrdersInQueue: number | null;
  createdAt: string;
  updatedAt: string;
  version: number;
};

const empty = { tags: [], packages: [], extras: [], faq: [], gallery: [], requirements: [] };

/** The cheapest price and the shortest delivery; neither without packages. */
export const offerOf = (packages: GigPackage[]): { startingPrice?: Money; fastestDeliveryDays?: number } => {
  const [first, ...others] = packages;
  if (!first) return {};
  return {
    startingPrice: others.reduce(
      (cheapest, { price }) => (price.minorUnits < cheapest.minorUnits ? price : cheapest),
      first.price,
    ),
    fastestDeliveryDays: Math.min(...packages.map(({ deliveryDays }) => deliveryDays)),
  };
};

export const gigs: Projection<GigView, GigEvent> = {
  view: 'gigs',
  version: 1,
  root: 'GigDrafted',
  key: ({ data }) => data.gigId,
  on: {
    GigDrafted: ({ data: { sellerId, slug, title, currencyCode }, at }) => ({
      ...empty,
      sellerId,
      slug,
      title,
      currencyCode,
      status: 'DRAFT',
      maxOrdersInQueue: null,
      createdAt: at,
      updatedAt: at,
    }),
    GigContentChanged: ({ data: { gigId: _, ...content }, at }) => ({ ...content, updatedAt: at }),
    GigPricingChanged: ({ data: { packages, extras }, at }) => ({
      packages,
      extras,
      startingPrice: undefined,
      fastestDeliveryDays: undefined,
      ...offerOf(packages),
      updatedAt: at,
    }),
    GigQueueLimitChanged: ({ data: { maxOrdersInQueue = null }, at }) => ({
      maxOrdersInQueue,
      updatedAt: at,
    }),
    GigPublished: ({ at }) => ({ status: 'ACTIVE', updatedAt: at }),
    GigPaused: ({ at }) => ({ status: 'PAUSED', updatedAt: at }),
    GigResumed: ({ at }) => ({ status: 'ACTIVE', updatedAt: at }),
    GigDeleted: ({ at }) => ({ status: 'DELETED', updatedAt: at }),
  },
  indexes: [['slug'], ['sellerId', 'status'], ['sellerId', 'createdAt'], ['status', 'updatedAt']],
};
