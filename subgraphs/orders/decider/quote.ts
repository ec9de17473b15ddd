import { DomainError, refuseAll } from '../../../kernel/domain-error.ts';
import { add, money, multiply, share, subtract, type Money } from '../../../kernel/money.ts';
import type { GigExtra, GigPackage, PackageTier } from '../../gigs/events.ts';
import type { OrderPrice } from '../events.ts';
import type { FeePolicy } from './policy.ts';

/** What the buyer chose; `quantity` 1 to 20. */
export type Selection = { packageTier: PackageTier; extraIds: string[]; quantity: number };
export type PriceList = { packages: GigPackage[]; extras: GigExtra[] };
/** `revisions` absent: unlimited. */
export type Quote = {
  package: GigPackage;
  extras: GigExtra[];
  price: OrderPrice;
  deliveryDays: number;
  revisions?: number;
};

export const MOST_PIECES = 20;

/** What a selection costs and promises; throws INVALID where the gig does not offer it. */
export const quote = (offer: PriceList, selection: Selection, policy: FeePolicy): Quote => {
  refuseAll([...tierProblems(offer, selection), ...extraProblems(offer, selection), ...pieces(selection)]);
  const chosen = packageOf(offer, selection)!;
  const extras = offer.extras.filter(({ id }) => selection.extraIds.includes(id));
  const piece = extras.reduce((sum, { price }) => add(sum, price), chosen.price);
  const sum = (of: (extra: GigExtra) => number) => extras.reduce((total, extra) => total + of(extra), 0);
  return {
    package: chosen,
    extras,
    price: priceOf(multiply(piece, selection.quantity), policy),
    deliveryDays: Math.max(1, chosen.deliveryDays + sum((extra) => extra.addsDeliveryDays)),
    ...(chosen.revisions !== undefined && {
      revisions: chosen.revisions + sum((extra) => extra.addsRevisions),
    }),
  };
};

export const priceOf = (subtotal: Money, policy: FeePolicy): OrderPrice => {
  const { currencyCode } = subtotal;
  const small = policy.smallOrder[currencyCode];
  if (!small) throw new Error(`Expected a currency of gigs, got ${currencyCode}: no fee is set for it.`);
  const extraFee = money(subtotal.minorUnits < small.under ? small.fee : 0, currencyCode);
  const serviceFee = add(share(subtotal, policy.serviceFeeBasisPoints), extraFee);
  const commission = share(subtotal, policy.commissionBasisPoints);
  return {
    subtotal,
    serviceFee,
    total: add(subtotal, serviceFee),
    commission,
    sellerEarnings: subtract(subtotal, commission),
  };
};

const packageOf = ({ packages }: PriceList, { packageTier }: Selection) =>
  packages.find(({ tier }) => tier === packageTier);

const invalid = (field: string, message: string) => [new DomainError('INVALID', message, ['input', field])];

const tierProblems = (offer: PriceList, selection: Selection) => {
  if (packageOf(offer, selection)) return [];
  const offered = offer.packages.map(({ tier }) => tier).join(', ') || 'none';
  return invalid(
    'packageTier',
    `Expected a package that the gig offers (${offered}), got ${selection.packageTier}.`,
  );
};

const extraProblems = ({ extras }: PriceList, { extraIds }: Selection) => {
  if (new Set(extraIds).size < extraIds.length)
    return invalid('extraIds', `Expected each extra once, got ${extraIds.join(', ')}.`);
  const unknown = extraIds.find((id) => !extras.some((extra) => extra.id === id));
  if (unknown === undefined) return [];
  return invalid('extraIds', `Expected extras of this gig, got ${JSON.stringify(unknown.slice(0, 40))}.`);
};

const pieces = ({ quantity }: Selection) =>
  Number.isInteger(quantity) && quantity >= 1 && quantity <= MOST_PIECES
    ? []
    : invalid(
        'quantity',
        `Expected quantity to be a whole number from 1 to ${MOST_PIECES}, got ${quantity}.`,
      );
