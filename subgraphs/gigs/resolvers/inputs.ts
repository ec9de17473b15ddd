import type { Repeatable } from '../../../kernel/graphql/context.ts';
import type { GigFaq, GigMedia, PackageTier, RequirementQuestion } from '../events.ts';
import type { GigSort } from '../search/search-index.ts';
import type { SellerLevel } from '../decider/policy.ts';

// As GraphQL gives them: what is optional may be absent or null.
type Nullable<T> = { [K in keyof T]?: T[K] | null };

export type PackageInput = {
  tier: PackageTier;
  name: string;
  description: string;
  priceMinorUnits: number;
  deliveryDays: number;
} & Nullable<{ revisions: number; features: string[] }>;

export type ExtraInput = { name: string; priceMinorUnits: number } & Nullable<{
  id: string;
  description: string;
  addsDeliveryDays: number;
  addsRevisions: number;
}>;

export type MediaInput = Pick<GigMedia, 'kind' | 'url' | 'alt'> &
  Nullable<Pick<GigMedia, 'width' | 'height'>>;

export type QuestionInput = Pick<RequirementQuestion, 'prompt' | 'kind' | 'isRequired'> &
  Nullable<{ id: string; options: string[] }>;

/** What createGig and editGig have in common. */
export type GigFields = Nullable<{
  title: string;
  description: string;
  categoryId: string;
  tags: string[];
  packages: PackageInput[];
  extras: ExtraInput[];
  faq: GigFaq[];
  gallery: MediaInput[];
  requirements: QuestionInput[];
  maxOrdersInQueue: number;
}>;

export type CreateGigInput = Repeatable & GigFields & { title: string; currencyCode?: string | null };
export type EditGigInput = Repeatable & GigFields & { id: string; expectedVersion: number };
export type GigInput = Repeatable & { id: string };

export type SearchGigsInput = Nullable<{
  query: string;
  categoryId: string;
  tags: string[];
  price: { currencyCode: string } & Nullable<{ minMinorUnits: number; maxMinorUnits: number }>;
  maxDeliveryDays: number;
  sellerLevels: SellerLevel[];
  minRating: number;
  isOnline: boolean;
}>;

export type SearchGigsArgs = {
  input: SearchGigsInput;
  sort?: GigSort | null;
  first?: number | null;
  after?: string | null;
};
