import { describe, expect, it } from '@jest/globals';
import { hours, later } from '../../kernel/clock.ts';
import { conversationDecider } from '../../subgraphs/orders/decider.ts';
import { MOST_MESSAGES } from '../../subgraphs/orders/decider/conversation.ts';
import type { ConversationEvent, Party } from '../../subgraphs/orders/events.ts';
import {
  conversations,
  messages,
  readAtOf,
  type MessageView,
} from '../../subgraphs/orders/projections/conversations.ts';
import { member, scenarios } from '../given.ts';
import { project, projectAll, recorded } from '../recorded.ts';
import { bea, concerns, CONVERSATION, PLACED, sam, some } from './story.ts';

const given = scenarios(conversationDecider);
const sent = (number: number, sender: Party, sentAt = PLACED): ConversationEvent => ({
  type: 'OrderMessageSent',
  data: { ...concerns, messageId: `msg_${number}`, number, sentAt, sender, bodyTextId: `txt_${number}` },
});
const read = (reader: Party, upToNumber: number): ConversationEvent => ({
  type: 'OrderMessagesRead',
  data: { ...concerns, reader, upToNumber },
});
const send = (by = bea, at = PLACED) => ({
  type: 'SendMessage' as const,
  by,
  at,
  data: { ...concerns, messageId: 'msg_9', bodyTextId: 'txt_9' },
});
const mark = (messageId: string, by = sam) => ({
  type: 'MarkMessagesRead' as const,
  by,
  data: { ...concerns, messageId },
});

describe('a conversation', () => {
  it('numbers its messages', () =>
    given(sent(1, 'BUYER'), sent(2, 'SELLER'))
      .when(send())
      .then({ type: 'OrderMessageSent', data: some({ number: 3, sender: 'BUYER' }) }));

  it.each([
    ['a stranger', member('usr_x'), 'NOT_FOUND'],
    ['staff, who may read it', { kind: 'staff', id: 'usr_x' } as const, 'FORBIDDEN'],
  ])('is closed to %s', (_, by, code) => {
    given().when(send(by)).thenRefused(code);
    given(sent(1, 'BUYER')).when(mark('msg_1', by)).thenRefused(code);
  });

  it('ends at 500 messages', () =>
    given(...Array.from({ length: MOST_MESSAGES }, (_, i) => sent(i + 1, 'BUYER')))
      .when(send())
      .thenRefused('TOO_MANY'));

  it.each([
    ['the first answer', [sent(1, 'BUYER'), sent(2, 'BUYER', later(PLACED, hours(1)))], 121],
    ['one asked after the seller wrote first', [sent(1, 'SELLER'), sent(2, 'BUYER')], 121],
    ['no answer', [], undefined],
    ['a second answer', [sent(1, 'BUYER'), sent(2, 'SELLER')], undefined],
  ])('tells the minutes of %s', (_, before, responseMinutes) => {
    const at = later(PLACED, hours(2) + 1);
    const state = before.reduce(conversationDecider.evolve, conversationDecider.initialState);
    const [event] = conversationDecider.decide(send(sam, at), state);
    expect((event!.data as { responseMinutes?: number }).responseMinutes).toBe(responseMinutes);
  });

  it('is read up to a message of the other, once', () => {
    const said = [sent(1, 'BUYER'), sent(2, 'BUYER'), sent(3, 'SELLER')];
    given(...said)
      .when(mark('msg_2'))
      .then(read('SELLER', 2));
    given(...said, read('SELLER', 2))
      .when(mark('msg_2'))
      .thenNothing();
    given(...said, read('SELLER', 2))
      .when(mark('msg_3'))
      .thenNothing();
    given(...said)
      .when(mark('msg_4'))
      .thenRefused('NOT_FOUND');
  });
});

describe('its views', () => {
  const at = (event: ConversationEvent, hour: number) =>
    recorded(event, { stream: CONVERSATION, revision: hour, at: later(PLACED, hours(hour)) });
  const events = [
    at(sent(1, 'BUYER'), 1),
    at(sent(2, 'BUYER'), 2),
    at(read('SELLER', 1), 3),
    at(sent(3, 'SELLER'), 4),
    at(read('SELLER', 2), 5),
    at(sent(4, 'BUYER'), 6),
  ];

  it('know what each has not read', () =>
    expect(project(conversations, ...events)).toMatchObject({
      unread: { SELLER: [4], BUYER: [3] },
      version: 6,
    }));

  it('know when each message was read', () => {
    const conversation = project(conversations, ...events) as never;
    const readAt = Object.values(projectAll(messages, ...events)).map(({ body }) =>
      readAtOf(body as MessageView, conversation),
    );
    expect(readAt).toEqual([later(PLACED, hours(3)), later(PLACED, hours(5)), null, null]);
  });
});
