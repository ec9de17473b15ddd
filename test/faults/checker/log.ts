import { canonicalJson } from '../../../kernel/canonical.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import { nothing, repeated, type Findings, type Message, type Stored } from './ledger.ts';

/** I2, the store: numbers 1, 2, 3 … without gaps, each stream's revisions too and in that order, nothing twice. */
export const checkLog = (service: string, commits: Stored[]): Findings => {
  const found = nothing();
  const numbers = commits.map(({ number }) => number ?? 0).sort((a, b) => a - b);
  const gap = numbers.findIndex((number, i) => number !== i + 1);
  if (gap >= 0) found.wrong.push(`${service}: expected commit number ${gap + 1}, found ${numbers[gap]}`);
  for (const id of repeated(commits.map(({ commandId }) => commandId)))
    found.doubled.push(`${service}: command ${id} has two commits`);
  const events = [...commits]
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
    .flatMap((commit) => commit.events);
  for (const id of repeated(events.map((event) => event.id)))
    found.doubled.push(`${service}: event ${id} is there twice`);
  for (const stream of disordered(events)) found.wrong.push(`${service}: ${stream} is not in its order`);
  return found;
};

export type OnBus = Findings & { messages: number; duplicates: number };

/**
 * I2, the bus: the same events by id and position, and each stream in order; an event that comes again counts
 * as a duplicate. `isPlanted`: what a fault has put there.
 */
export const checkTopic = (
  service: string,
  commits: Stored[],
  messages: Message[],
  isPlanted: (message: Message) => boolean,
): OnBus => {
  const found = { ...nothing(), messages: messages.length, duplicates: 0 };
  const first = new Map<string, Recorded>();
  for (const message of messages) {
    if (isPlanted(message)) continue;
    const event = {
      ...(JSON.parse(message.value) as Recorded),
      position: Number(message.headers['position']),
    };
    const name = nameOf(event);
    if (first.has(name)) found.duplicates += 1;
    else first.set(name, event);
  }
  const stored = new Set(commits.flatMap(({ events }) => events).map(nameOf));
  for (const name of stored) if (!first.has(name)) found.lost.push(`${service}: not on the bus: ${name}`);
  for (const name of first.keys())
    if (!stored.has(name)) found.wrong.push(`${service}: on the bus alone: ${name}`);
  for (const stream of disordered([...first.values()]))
    found.wrong.push(`${service}: on the bus ${stream} is not in its order`);
  return found;
};

const nameOf = (event: Recorded) => canonicalJson(event);

/** Streams whose revisions do not come as 1, 2, 3 … */
const disordered = (events: Recorded[]): string[] => {
  const last = new Map<string, number>();
  const wrong = new Set<string>();
  for (const { stream, revision } of events) {
    if (revision !== (last.get(stream) ?? 0) + 1) wrong.add(stream);
    last.set(stream, revision);
  }
  return [...wrong];
};
