import type { Acts, Deal } from './acts.ts';
import type { Fate } from './fates.ts';
import type { Random } from './random.ts';

/** What happens on which day after the order was placed. */
type Scene = [day: number, act: (deal: Deal) => Promise<unknown>];

/** How many days before the end an order that is still open was placed, at least. */
export const openSince: Partial<Record<Fate, number>> = {
  PENDING: 0,
  AWAITING: 2,
  IN_PROGRESS: 2,
  OVERDUE: 16,
  DELIVERED: 3,
  IN_REVISION: 4,
};

/** The scenes of one order, by its fate. */
export const scenesOf = (fate: Fate, deal: Deal, acts: Acts, random: Random): Scene[] => {
  const lasts = deal.gig.deliveryDays[deal.tier]!;
  const isLate = random.chance(0.08);
  const delivered = 1 + (isLate ? lasts + 2 : random.between(1, lasts));
  const begun: Scene[] = [
    [0, (order) => acts.place(order)],
    [1, acts.brief],
  ];
  const chat: Scene[] = random.chance(0.45) ? [[1, acts.chat]] : [];
  const open: Scene[] = [...begun, ...chat];
  const rated = (day: number): Scene[] => (random.chance(0.78) ? ratingScenes(day, acts, random) : []);

  switch (fate) {
    case 'COMPLETED':
      return [...open, [delivered, acts.deliver], [delivered + 1, acts.accept], ...rated(delivered + 2)];
    case 'REVISED':
      return [
        ...open,
        [delivered, acts.deliver],
        [delivered + 1, acts.revise],
        [delivered + 3, acts.deliver],
        [delivered + 4, acts.accept],
        ...rated(delivered + 5),
      ];
    case 'AUTOMATIC':
      return [...open, [delivered, acts.deliver], ...rated(delivered + 6)];
    case 'DECLINED':
      return [[0, (order) => acts.place(order)]];
    case 'PENDING':
      return [[0, (order) => acts.place(order)]];
    case 'NO_BRIEF':
      return [begun[0]!, [8, acts.cancelForMissingBrief]];
    case 'LATE_CANCELLED':
      return [...open, [lasts + 6, acts.cancelLate]];
    case 'AWAITING':
      return [begun[0]!];
    case 'IN_PROGRESS':
    case 'OVERDUE':
      return open;
    case 'DELIVERED':
      return [...open, [2, acts.deliver]];
    case 'IN_REVISION':
      return [...open, [2, acts.deliver], [3, acts.revise]];
  }
};

const ratingScenes = (day: number, acts: Acts, random: Random): Scene[] => {
  const isMutual = random.chance(0.85);
  const isAnswered = isMutual && random.chance(0.25);
  return [
    [day, acts.rate],
    ...(isMutual ? [[day + 1, acts.rateBuyer] as Scene] : []),
    ...(isAnswered ? [[day + 2, acts.reply] as Scene] : []),
  ];
};
