import { canonicalJson } from '../../../kernel/canonical.ts';
import { pageInfoOf, sizeOf, type PageArgs } from '../../../kernel/graphql/connections.ts';
import type { Cursors } from '../../../kernel/graphql/cursors.ts';
import type { GigView } from '../projections.ts';
import type { Filters, GigSort, Hit, SearchIndex } from '../search/search-index.ts';

type Search = { filters: Filters; sort: GigSort; page: PageArgs };
/** The gigs of these ids in one read; null for what is not there or not to be seen. */
type LoadGigs = (ids: string[]) => Promise<(GigView | null)[]>;

const PAGE = 24;
const COUNT_LIMIT = 10_001;

/** A hit's gig, with the one fact of its seller that gigs knows itself. */
export type FoundGig = GigView & { sellerUsername: string };

/** One page of hits. The index finds, the view's documents are shown: who has left since is left out. */
export const searchPage =
  (index: SearchIndex, cursors: Cursors, loadGigs: LoadGigs) =>
  async ({ filters, sort, page }: Search) => {
    const list = canonicalJson(['searchGigs', filters, sort]);
    const after = page.after != null ? { after: cursors.decode(list, page.after) } : {};
    const found = await index.search({ filters, sort, first: sizeOf(page, PAGE), ...after });
    const gigs = await loadGigs(found.hits.map(({ gigId }) => gigId));
    const edges = found.hits.flatMap((hit, i) => {
      const gig = gigs[i];
      return gig?.status === 'ACTIVE' ? [edgeOf(hit, gig, cursors.encode(list, hit.place))] : [];
    });
    const last = found.hits.at(-1);
    return {
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: {
        ...pageInfoOf(edges, found.hasMore, page),
        endCursor: last ? cursors.encode(list, last.place) : null,
      },
      totalCount: Math.min(found.totalCount, COUNT_LIMIT),
      facets: found.facets,
    };
  };

const edgeOf = ({ sellerUsername, ...hit }: Hit, gig: GigView, cursor: string) => ({
  ...hit,
  cursor,
  node: { ...gig, sellerUsername } satisfies FoundGig,
});
