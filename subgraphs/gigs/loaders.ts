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
  const page = host.pages['gig'] as Gettable<GigView>;
  const gig = loadOne(onlyById(page, viewer, canSeeGig));

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
    /** By their pages, so as they are now. `besides`: gigs that the view may not show as ACTIVE yet. */
    async activeGigsNow(sellerId: string, besides: string[]): Promise<number> {
      const shown = await views.gigs.find({ where: { sellerId, status: 'ACTIVE' }, first: MOST_ACTIVE });
      const pages = await page.get([...new Set([...shown.map(({ id }) => id), ...besides])]);
      return pages.filter((found) => found?.status === 'ACTIVE').length;
    },
  };
};

export type Loaders = ReturnType<typeof createLoaders>;
