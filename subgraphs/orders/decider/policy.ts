import { days, hours, minutes } from '../../../kernel/clock.ts';

/** An order below `under` pays `fee` more; minor units. */
type SmallOrder = { under: number; fee: number };

export type FeePolicy = {
  version: number;
  serviceFeeBasisPoints: number;
  commissionBasisPoints: number;
  smallOrder: SmallOrder;
  /** Where `smallOrder` would be worth much more or much less: about what USD 100 and USD 3 are worth. */
  smallOrderIn: Record<string, SmallOrder>;
};

/** An order keeps the version it was placed under: change a number here and raise it. */
export const feePolicy: FeePolicy = {
  version: 1,
  serviceFeeBasisPoints: 550,
  commissionBasisPoints: 2_000,
  smallOrder: { under: 100_00, fee: 3_00 },
  smallOrderIn: {
    JPY: { under: 15_000, fee: 450 },
    KRW: { under: 140_000, fee: 4_200 },
    VND: { under: 2_500_000, fee: 75_000 },
    CLP: { under: 95_000, fee: 2_850 },
    KWD: { under: 30_000, fee: 900 },
    BHD: { under: 37_000, fee: 1_100 },
    TND: { under: 300_000, fee: 9_000 },
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
