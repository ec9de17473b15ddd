import type { Projection } from '../../../kernel/projection.ts';
import type { Concerns, ConversationEvent, Party } from '../events.ts';

export type MessageView = Omit<Concerns, 'gigId'> & {
  id: string;
  number: number;
  sender: Party;
  bodyTextId: string;
  sentAt: string;
};

export const messages: Projection<MessageView, ConversationEvent> = {
  view: 'messages',
  version: 1,
  key: (event) => (event.type === 'OrderMessageSent' ? event.data.messageId : undefined),
  on: { OrderMessageSent: ({ data }) => messageOf(data) },
  indexes: [['orderId', 'number']],
};

export const messageOf = (
  data: Extract<ConversationEvent, { type: 'OrderMessageSent' }>['data'],
): MessageView => {
  const { messageId, orderId, buyerId, sellerId, number, sender, bodyTextId, sentAt } = data;
  return { id: messageId, orderId, buyerId, sellerId, number, sender, bodyTextId, sentAt };
};

/** From this instant on the reader has read what the other party sent up to a number. */
export type ReadMark = { upToNumber: number; at: string };

/** The page of a conversation, under its own id: what is read, and the numbers of what is not. */
export type ConversationView = Concerns & {
  id: string;
  reads: Record<Party, ReadMark[]>;
  unread: Record<Party, number[]>;
};

export const conversations: Projection<ConversationView, ConversationEvent> = {
  view: 'conversations',
  version: 1,
  key: (event) => event.stream,
  on: {
    OrderMessageSent: ({ data }, { reads = none(), unread = none() }) => {
      const { orderId, gigId, buyerId, sellerId, sender, number } = data;
      const reader = sender === 'BUYER' ? 'SELLER' : 'BUYER';
      const left = { ...unread, [reader]: [...unread[reader], number] };
      return { orderId, gigId, buyerId, sellerId, reads, unread: left };
    },
    OrderMessagesRead: ({ data: { reader, upToNumber }, at }, { reads = none(), unread = none() }) => ({
      reads: { ...reads, [reader]: [...reads[reader], { upToNumber, at }] },
      unread: { ...unread, [reader]: unread[reader].filter((number) => number > upToNumber) },
    }),
  },
};

const none = () => ({ BUYER: [], SELLER: [] });

/** When the other party read a message; null: not yet. */
export const readAtOf = (
  { sender, number }: MessageView,
  conversation: ConversationView | null,
): string | null => {
  const marks = conversation?.reads[sender === 'BUYER' ? 'SELLER' : 'BUYER'] ?? [];
  return marks.find(({ upToNumber }) => upToNumber >= number)?.at ?? null;
};
