import { sizeOf, type PageArgs } from '../../../kernel/graphql/connections.ts';
import type { GigView } from '../projections.ts';
import type { GigsContext } from './context.ts';

type Status = GigView['status'];
type Args = PageArgs & { status?: Status | null };

const NEWEST = { field: 'createdAt', direction: 'desc' } as const;

/** What the viewer may not see is not asked for, so that no page is short. */
export const gigsOfUser = (sellerId: string, { status, ...page }: Args, { viewer, load }: GigsContext) => {
  const isTheirs = viewer.isStaff || viewer.id === sellerId;
  if (status && status !== 'ACTIVE' && !isTheirs) return noGigs(page);
  const others: Status[] = isTheirs ? ['DRAFT', 'ACTIVE', 'PAUSED'] : ['ACTIVE'];
  return load.gigsOfSeller(sellerId, { where: { status: status ?? { in: others } }, orderBy: NEWEST }, page);
};

const noGigs = (page: PageArgs) => {
  sizeOf(page);
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  return { edges: [], nodes: [], pageInfo, totalCount: 0 };
};
