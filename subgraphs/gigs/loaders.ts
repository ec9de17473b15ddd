import DataLoader from 'dataloader';
import type { Host, ViewsOf } from '../../kernel/chimera.ts';
import { loadListOfEach } from '../../kernel/graphql/connections.ts';
import { loadOne, only, onlyById, type Gettable } from '../../kernel/graphql/loaders.ts';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { searchPage } from './loaders/search-page.ts';
import type { GigView, views } from './projections.ts';
import type { GigsTools } from './tools.ts';

const MOST_ACTIVE = 100;

/** Drafts and deleted gigs are their seller's alone. */
export const canSeeGig = (viewer: Viewer, { status, sellerId }: GigView): boolean =>
  status === 'ACTIVE' || status === 'PAUSED' || viewer.isStaff || viewer.id === sellerId;

/** Once per request: a loader remembers what it loaded, and for whom. */
export const createLoaders = (host: Host<ViewsOf<typeof views>>, viewer: Viewer, tools: GigsTools) => {
  const { views, cursors } = host;
  const seen = only(views.gigs, viewer, canSeeGig);
  const gig = loadOne(onlyById(host.pages['gig'] as Gettable<GigView>, viewer, canSeeGig));

  return {
    gig,
    gigBySlug: new DataLoader<string, GigView | null>(async (slugs) => {
      const found = await views.gigs.findEach('slug', [...slugs], { first: 1 });
      return Promise.all(found.map(([first]) => (first ? gig.load(first.id) : null)));
    }),
    gigsOfSeller: loadListOfEach(seen, 'sellerId', cursors),
    search: searchPage(tools.search, cursors, (ids) => seen.get(ids)),
    category: loadOne(views.categories),
    /** Not remembered: asked again until something is heard. */
    sellerNow: async (id: string) => (await views.sellers.get([id]))[0] ?? null,
    activeGigsNow: (sellerId: string) => views.gigs.count({ sellerId, status: 'ACTIVE' }, MOST_ACTIVE),
  };
};

export type Loaders = ReturnType<typeof createLoaders>;
