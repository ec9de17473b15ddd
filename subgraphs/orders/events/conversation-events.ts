import type { Event } from '../../../kernel/messages.ts';
import type { Concerns, Party } from '../events.ts';

// Of the stream `cnv_` + the order's ULID. Stored names: add to them, never rename or remove.

/** `responseMinutes`: whole, rounded up; with a seller's first answer alone. */
export type OrderMessageSent = Event<
  'OrderMessageSent',
  Concerns & {
    messageId: string;
    /** Counts from 1 in its conversation. */
    number: number;
    sentAt: string;
    sender: Party;
    bodyTextId: string;
    responseMinutes?: number;
  }
>;
/** What the other party sent up to this number is read. */
export type OrderMessagesRead = Event<'OrderMessagesRead', Concerns & { reader: Party; upToNumber: number }>;

export type ConversationEvent = OrderMessageSent | OrderMessagesRead;
