import { days, minutes } from '../kernel/clock.ts';
import { createActs, type Deal } from './acts.ts';
import { fates, type Fate } from './fates.ts';
import type { SeededGig } from './gigs.ts';
import type { Member } from './members.ts';
import { openSince, scenesOf } from './plots.ts';
import { momentOf, type Step } from './story.ts';
import type { World } from './world.ts';

export type Cast = {
  members: Member[];
  gigs: SeededGig[];
  /** Two gigs whose price the test processor declines, and leaves without an answer. */
  special: Partial<Record<Fate, SeededGig>>;
  start: number;
  lastDay: number;
};

/** Of each fate the first orders are between Bea and Sam, so that both have every kind to look at. */
const BETWEEN_BEA_AND_SAM = 2;
/** Closed orders are placed early enough to be rated before the end. */
const LONGEST_STORY = 25;

/** All that happens to the orders, as steps in time. */
export const plotOrders = (world: World, cast: Cast): Step[] => {
  const acts = createActs(world);
  const all = Object.entries(fates) as [Fate, number][];
  return all.flatMap(([fate, count]) =>
    Array.from({ length: count }, (_, i) => {
      const deal = i < BETWEEN_BEA_AND_SAM ? dealOfBeaAndSam(world, cast) : anyDeal(world, cast);
      const special = cast.special[fate];
      const settled = special ? { ...deal, gig: special, tier: 0 as const, withExtra: false } : deal;
      const since = openSince[fate];
      const first =
        since === undefined ? world.random.between(0, cast.lastDay - LONGEST_STORY) : cast.lastDay - since;
      return scenesOf(fate, settled, acts, world.random).map(([day, act]): Step => {
        const moment = momentOf(cast.start, first + day, world.random.next());
        const at = fate === 'PENDING' ? lastMinutes(cast) : moment;
        return { at, run: () => act(settled) };
      });
    }).flat(),
  );
};

/** A pending payment is voided after a quarter of an hour: what is to be seen of it happens just now. */
const lastMinutes = ({ start, lastDay }: Cast) => start + days(lastDay + 1) - minutes(2);

const dealOfBeaAndSam = ({ random }: World, { members, gigs }: Cast): Deal => {
  const bea = members.find(({ username }) => username === 'bea')!;
  const ofSam = gigs.filter(({ seller }) => seller.username === 'sam');
  return { gig: random.pick(ofSam), buyer: bea, tier: 0, withExtra: random.chance(0.3) };
};

/** Some gigs sell far better than others, as they do. */
const anyDeal = ({ random }: World, { members, gigs }: Cast): Deal => {
  const gig = gigs[Math.floor(gigs.length * random.next() ** 1.7)]!;
  const buyers = members.filter(({ id, username }) => id !== gig.seller.id && username !== 'stacy');
  const tier = random.pick([0, 0, 0, 1, 1, 2] as const);
  return { gig, buyer: random.pick(buyers), tier, withExtra: random.chance(0.3) };
};
