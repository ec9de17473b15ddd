import type { Command } from '../../kernel/messages.ts';
import type { Money } from '../../kernel/money.ts';
import type { Offer, Seller } from './decider/orderable.ts';
import type { Selection } from './decider/quote.ts';
import type { Concerns, SellerLoad } from './events.ts';

type Order = { orderId: string };

/** `offer` and `seller` as orders' own views have them when it is asked; null: not there. */
export type PlaceOrder = Command<
  'PlaceOrder',
  Order & {
    gigId: string;
    offer: Offer | null;
    seller: Seller | null;
    selection: Selection;
    expectedTotalMinorUnits: number;
  }
>;
export type ConfirmPayment = Command<'ConfirmPayment', Order & { amount: Money }>;
export type FailPayment = Command<'FailPayment', Order & { failureReason: string }>;
export type CheckPayment = Command<'CheckPayment', Order>;
/** `sellerLoad`: of now; absent where it is not known, then that of the placement holds. */
export type SubmitRequirements = Command<
  'SubmitRequirements',
  Order & { answers: { questionId: string; text: string; textId: string }[]; sellerLoad?: SellerLoad }
>;
export type SkipRequirements = Command<'SkipRequirements', Order & { sellerLoad?: SellerLoad }>;
export type CancelForMissingRequirements = Command<'CancelForMissingRequirements', Order>;
export type DeliverOrder = Command<'DeliverOrder', Order & { messageTextId: string }>;
export type MarkLate = Command<'MarkLate', Order>;
export type CancelLateOrder = Command<'CancelLateOrder', Order>;
export type RequestRevision = Command<'RequestRevision', Order & { messageTextId: string }>;
export type AcceptDelivery = Command<'AcceptDelivery', Order>;
export type CompleteOrder = Command<'CompleteOrder', Order>;
export type ConfirmRefund = Command<'ConfirmRefund', Order & { amount: Money }>;

/** What is asked of an order that is there. */
export type ProcessCommand =
  | ConfirmPayment
  | FailPayment
  | CheckPayment
  | SubmitRequirements
  | SkipRequirements
  | CancelForMissingRequirements
  | DeliverOrder
  | MarkLate
  | CancelLateOrder
  | RequestRevision
  | AcceptDelivery
  | CompleteOrder
  | ConfirmRefund;
export type OrderCommand = PlaceOrder | ProcessCommand;

/** The parties are facts of the order's page. */
export type SendMessage = Command<'SendMessage', Concerns & { messageId: string; bodyTextId: string }>;
export type MarkMessagesRead = Command<'MarkMessagesRead', Concerns & { messageId: string }>;
export type ConversationCommand = SendMessage | MarkMessagesRead;

export type OrdersCommand = OrderCommand | ConversationCommand;

export const orderCommands: readonly OrderCommand['type'][] = [
  'PlaceOrder',
  'ConfirmPayment',
  'FailPayment',
  'CheckPayment',
  'SubmitRequirements',
  'SkipRequirements',
  'CancelForMissingRequirements',
  'DeliverOrder',
  'MarkLate',
  'CancelLateOrder',
  'RequestRevision',
  'AcceptDelivery',
  'CompleteOrder',
  'ConfirmRefund',
];
export const conversationCommands: readonly ConversationCommand['type'][] = [
  'SendMessage',
  'MarkMessagesRead',
];
