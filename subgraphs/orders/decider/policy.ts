import { days, hours, minutes } from '../../../kernel/clock.ts';

/** An order below `under` pays `fee` more; minor units. */
type SmallOrder = { under: number; fee: number };

export type FeePolicy = {
  version: number;
  serviceFeeBasisPoints: number;
  commissionBasisPoints: number;
  /** By currency, of every one that a gig may be priced in: about what USD 100 and USD 3 are worth. */
  smallOrder: Record<string, SmallOrder>;
};

const aboutADollar: SmallOrder = { under: 100_00, fee: 3_00 };

/** An order keeps the version it was placed under: change a number here and raise it. */
export const feePolicy: FeePolicy = {
  version: 2,
  serviceFeeBasisPoints: 550,
  commissionBasisPoints: 2_000,
  smallOrder: {
    USD: aboutADollar,
    EUR: aboutADollar,
    GBP: aboutADollar,
    AUD: aboutADollar,
    CAD: aboutADollar,
    CHF: aboutADollar,
    ILS: { under: 370_00, fee: 11_00 },
    JPY: { under: 15_000, fee: 450 },
  },
};

/** How long the order waits for whom. */
export const periods = {
  paymentCheck: minutes(15),
  sellerMayCancelForRequirements: days(7),
  missingRequirements: days(30),
  veryLate: hours(24),
  cancelLate: days(14),
  review: days(3),
};

/** Of an order whose package has no limit, so that its stream stays short. */
export const MOST_REVISIONS = 100;
