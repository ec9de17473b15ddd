import { subtract, add, money, type Money } from '../../../kernel/money.ts';
import type { Projection } from '../../../kernel/projection.ts';
import type { EarningsReleased, PaymentCaptured, PaymentRefunded } from '../events.ts';

export type Account = 'BUYER' | 'ESCROW' | 'SELLER_PENDING' | 'PLATFORM';
type LedgerEntry = { account: Account; amount: Money };
type MoneyEvent = PaymentCaptured | PaymentRefunded | EarningsReleased;

/** Double entry: the amounts of one posting add up to nothing. */
export type Posting = { id: string; orderId: string; at: string; entries: LedgerEntry[] };

const negative = (amount: Money) => subtract(money(0, amount.currencyCode), amount);
const moved = (amount: Money, from: Account, to: Account): LedgerEntry[] => [
  { account: from, amount: negative(amount) },
  { account: to, amount },
];

export const ledger: Projection<Posting, MoneyEvent> = {
  view: 'ledger',
  version: 1,
  key: (event) => event.id,
  on: {
    PaymentCaptured: ({ data: { orderId, amount }, at }) => ({
      orderId,
      at,
      entries: moved(amount, 'BUYER', 'ESCROW'),
    }),
    PaymentRefunded: ({ data: { orderId, amount }, at }) => ({
      orderId,
      at,
      entries: moved(amount, 'ESCROW', 'BUYER'),
    }),
    EarningsReleased: ({ data: { orderId, amount, platformFee }, at }) => ({
      orderId,
      at,
      entries: [...moved(amount, 'ESCROW', 'SELLER_PENDING'), ...moved(platformFee, 'ESCROW', 'PLATFORM')],
    }),
  },
  indexes: [['orderId']],
};

export type EarningsEntry = {
  id: string;
  sellerId: string;
  orderId: string;
  kind: 'RELEASED';
  amount: Money;
  at: string;
};

export const earnings: Projection<EarningsEntry, EarningsReleased> = {
  view: 'earnings',
  version: 1,
  key: (event) => event.id,
  on: {
    EarningsReleased: ({ data: { sellerId, orderId, amount }, at }) => ({
      sellerId,
      orderId,
      kind: 'RELEASED',
      amount,
      at,
    }),
  },
  indexes: [['sellerId', 'at']],
};

/** A seller's money; one amount for each currency. */
export type Balance = { id: string; pending: Record<string, Money> };

export const balances: Projection<Balance, EarningsReleased> = {
  view: 'balances',
  version: 1,
  key: (event) => event.data.sellerId,
  on: {
    EarningsReleased: ({ data: { amount } }, { pending = {} }) => {
      const { currencyCode } = amount;
      const before = pending[currencyCode] ?? money(0, currencyCode);
      return { pending: { ...pending, [currencyCode]: add(before, amount) } };
    },
  },
};
