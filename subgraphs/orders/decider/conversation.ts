import type { Decider } from '../../../kernel/decider.ts';
import { DomainError } from '../../../kernel/domain-error.ts';
import { minutes } from '../../../kernel/clock.ts';
import type { Actor } from '../../../kernel/messages.ts';
import type { ConversationCommand, MarkMessagesRead, SendMessage } from '../commands.ts';
import type { Concerns, ConversationEvent, Party } from '../events.ts';
import { noSuchOrder } from './guards.ts';
import { partyOf } from './machine.ts';

type Message = { id: string; sender: Party; sentAt: string };
/** Message n is at n - 1; `readUpTo`: how far each has read what the other sent. */
export type Conversation = { messages: Message[]; readUpTo: Record<Party, number> };

export const MOST_MESSAGES = 500;

const sendMessage = ({ data, by, at }: SendMessage, { messages }: Conversation): ConversationEvent[] => {
  const { messageId, bodyTextId } = data;
  const sender = partyIn(data, by);
  if (messages.length >= MOST_MESSAGES)
    throw new DomainError('TOO_MANY', `Expected at most ${MOST_MESSAGES} messages with one order.`);
  const responseMinutes = sender === 'SELLER' ? firstAnswerMinutes(messages, at) : undefined;
  const message = {
    ...concernsOf(data),
    messageId,
    number: messages.length + 1,
    sentAt: at,
    sender,
    bodyTextId,
    ...(responseMinutes !== undefined && { responseMinutes }),
  };
  return [{ type: 'OrderMessageSent', data: message }];
};

const markMessagesRead = (
  { data, by }: MarkMessagesRead,
  { messages, readUpTo }: Conversation,
): ConversationEvent[] => {
  const reader = partyIn(data, by);
  const upToNumber = messages.findIndex(({ id }) => id === data.messageId) + 1;
  if (upToNumber === 0)
    throw new DomainError('NOT_FOUND', `Expected a message of this order, got ${data.messageId}.`, [
      'input',
      'messageId',
    ]);
  const isNew = messages.slice(readUpTo[reader], upToNumber).some(({ sender }) => sender !== reader);
  return isNew ? [{ type: 'OrderMessagesRead', data: { ...concernsOf(data), reader, upToNumber } }] : [];
};

const partyIn = (concerns: Concerns, by: Actor): Party => {
  const party = partyOf(by.id, concerns);
  if (party) return party;
  if (by.kind !== 'staff') throw noSuchOrder(concerns);
  throw new DomainError('FORBIDDEN', "Expected the order's buyer or seller, got staff.");
};

const concernsOf = ({ orderId, gigId, buyerId, sellerId }: Concerns): Concerns => ({
  orderId,
  gigId,
  buyerId,
  sellerId,
});

/** Since the buyer first wrote, when the seller has not written after that yet. */
const firstAnswerMinutes = (messages: Message[], at: string): number | undefined => {
  const asked = messages.findIndex(({ sender }) => sender === 'BUYER');
  if (asked === -1 || messages.slice(asked).some(({ sender }) => sender === 'SELLER')) return undefined;
  return Math.ceil((Date.parse(at) - Date.parse(messages[asked]!.sentAt)) / minutes(1));
};

export const conversationDecider: Decider<Conversation, ConversationCommand, ConversationEvent> = {
  initialState: { messages: [], readUpTo: { BUYER: 0, SELLER: 0 } },

  decide(command, conversation) {
    switch (command.type) {
      case 'SendMessage':
        return sendMessage(command, conversation);
      case 'MarkMessagesRead':
        return markMessagesRead(command, conversation);
    }
  },

  evolve({ messages, readUpTo }, { type, data }) {
    switch (type) {
      case 'OrderMessageSent': {
        const { messageId: id, sender, sentAt } = data;
        return { messages: [...messages, { id, sender, sentAt }], readUpTo };
      }
      case 'OrderMessagesRead':
        return { messages, readUpTo: { ...readUpTo, [data.reader]: data.upToNumber } };
    }
  },
};
