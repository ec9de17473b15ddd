import type { BusMessage } from '../../kernel/event-bus/event-bus.ts';
import type { Commit } from '../../kernel/event-store/event-store.ts';
import { eventOf } from '../../kernel/publisher.ts';
import type { Placed } from './topic.ts';

/** What is on a topic is not what was written to the log. */
export class IncompleteError extends Error {
  override name = 'IncompleteError';
}

/** Whole commits, by number, of messages in the order of their positions; IncompleteError where an event is missing. */
export async function* commitsOf(messages: AsyncIterable<Placed>): AsyncGenerator<Commit> {
  let waiting: Placed[] = [];
  for await (const message of messages) {
    if (waiting.length > 0 && numberOf(message) !== numberOf(waiting[0]!)) {
      yield commitOf(waiting);
      waiting = [];
    }
    waiting.push(message);
  }
  if (waiting.length > 0) yield commitOf(waiting);
}

const numberOf = ({ position }: Placed) => Math.floor(position / 1_000);

const commitOf = (messages: Placed[]): Commit => {
  const { headers } = messages[0]!;
  const number = numberOf(messages[0]!);
  const expected = Number(headers['commitSize']);
  if (messages.length !== expected)
    throw new IncompleteError(
      `Commit ${number} has ${messages.length} of its ${expected} events on the topic: it cannot be put back.`,
    );
  const events = messages.map(eventOf);
  return {
    number,
    stream: events[0]!.stream,
    commandId: headers['commandId']!,
    requestHash: headers['requestHash']!,
    claims: claimsOf(headers),
    events,
  };
};

const claimsOf = (headers: BusMessage['headers']) => JSON.parse(headers['claims'] ?? '[]') as string[];

/** So many at a time. */
export async function* inPages<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let page: T[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length === size) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}
