// The views of orders. What each holds, and why, is in its file.

export { conversations, messages } from './projections/conversations.ts';
export { balances, earnings, ledger } from './projections/money.ts';
export { offers, sellers } from './projections/offers.ts';
export { orders } from './projections/orders.ts';
export { timers } from './projections/timers.ts';
export type { ConversationView, MessageView } from './projections/conversations.ts';
export type { EarningsEntry } from './projections/money.ts';
export type { OrderView } from './projections/orders.ts';
