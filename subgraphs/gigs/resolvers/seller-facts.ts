import { setTimeout as pause } from 'node:timers/promises';
import { memberOf } from '../../../kernel/graphql/context.ts';
import type { SellerFacts } from '../commands.ts';
import type { Loaders } from '../loaders.ts';
import type { Viewer } from '../../../kernel/graphql/viewer.ts';

const LOOKS = 20;
const MILLISECONDS = 50;

/**
 * What is known of the viewer as a seller. Who is known to have no seller profile may have opened it a
 * moment ago: before that is held against them, the view has a second to hear of it. Of whom nothing
 * is known yet, nothing is held against them.
 */
export const sellerFactsOf = async (viewer: Viewer, load: Loaders): Promise<SellerFacts> => {
  const id = memberOf(viewer);
  let seller = await load.sellerNow(id);
  for (let look = 1; seller && !seller.level && look <= LOOKS; look += 1) {
    await pause(MILLISECONDS);
    seller = await load.sellerNow(id);
  }
  return {
    isNoSeller: seller !== null && seller.level === undefined,
    level: seller?.level ?? 'NEW',
    activeGigs: await load.activeGigsNow(id),
  };
};
