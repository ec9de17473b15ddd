import { setTimeout as pause } from 'node:timers/promises';
import { memberOf } from '../../../kernel/graphql/context.ts';
import type { SellerFacts } from '../commands.ts';
import type { Loaders } from '../loaders.ts';
import { checkGigInput } from './checks.ts';
import type { GigsContext } from './context.ts';
import type { GigInput } from './inputs.ts';

const LOOKS = 20;
const MILLISECONDS = 50;

/** Publishes or resumes: one of a seller's gigs after another, so that each counts the one before. */
export const activateGig = async (
  type: 'PublishGig' | 'ResumeGig',
  input: GigInput,
  { viewer, load, tools, send }: GigsContext,
) => {
  checkGigInput(input);
  const id = memberOf(viewer);
  const known = await knownOf(id, load);
  return tools.activations.inTurn(id, input.id, async () => {
    const activeGigs = await load.activeGigsNow(id, tools.activations.of(id));
    const data = { gigId: input.id, seller: { ...known, activeGigs } };
    return { gig: (await send({ type, data }, input)).page };
  });
};

/**
 * What is known of a member as a seller. Who is known to have no seller profile may have opened it a
 * moment ago: before that is held against them, the view has a second to hear of it. Of whom nothing
 * is known yet, nothing is held against them.
 */
const knownOf = async (id: string, load: Loaders): Promise<Omit<SellerFacts, 'activeGigs'>> => {
  let seller = await load.sellerNow(id);
  for (let look = 1; seller && !seller.level && look <= LOOKS; look += 1) {
    await pause(MILLISECONDS);
    seller = await load.sellerNow(id);
  }
  return { isNoSeller: seller !== null && seller.level === undefined, level: seller?.level ?? 'NEW' };
};
