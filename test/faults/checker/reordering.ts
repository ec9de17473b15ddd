import { hashOf } from '../../../kernel/canonical.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import { applyTo, emptyDocument, keysOf } from '../../../kernel/projection.ts';
import { topicOf } from '../../../kernel/publisher.ts';
import { ACTIVITY, viewsOf, type Fed } from '../../../kernel/run-views.ts';
import type { Stored } from '../../../kernel/view-store/view-store.ts';
import { subgraphs } from '../../../subgraphs/subgraphs.ts';
import { nothing, type Findings } from './ledger.ts';

/** What comes in order, of one partition or of the own log; others may overtake it. */
type Queue = { source: string; isOwn: boolean; events: Recorded[] };

const PARTITIONS = 3;
const ORDERS = 3;
const AGAIN = 0.3;

/**
 * F8: a few orders with all that concerns them come to every view in so many random merges that keep the order of
 * each queue, three of ten more than once; the views are the same each time.
 */
export const checkReordering = (
  events: Record<string, Recorded[]>,
  random: () => number,
  merges: number,
): Findings & { merges: number } => {
  const found = { ...nothing(), merges: 0 };
  const views = Object.entries(subgraphs).flatMap(([service, subgraph]) =>
    viewsOf(subgraph).map((fed) => ({ service, fed })),
  );
  while (found.merges < merges && found.wrong.length === 0 && events['orders']!.length > 0) {
    const some = concerning(events, random);
    for (const { service, fed } of views) {
      const queues = queuesOf(service, fed, some);
      const expected = hashOf(folded(fed, queues, inTurn()));
      const got = hashOf(folded(fed, queues, atRandom(random)));
      found.merges += 1;
      if (got !== expected)
        found.wrong.push(`${service}.${fed.projection.view} depends on the order of other services’ events`);
    }
  }
  return found;
};

/** All events that concern some orders, by service. */
const concerning = (events: Record<string, Recorded[]>, random: () => number) => {
  const ids = new Set<string>();
  for (let i = 0; i < ORDERS; i += 1) {
    const { data } = events['orders']![Math.floor(random() * events['orders']!.length)]!;
    for (const id of Object.values(data as Record<string, unknown>))
      if (typeof id === 'string' && /^(ord|gig|usr)_/.test(id)) ids.add(id);
  }
  const concerns = ({ stream, data }: Recorded) =>
    ids.has(stream) || ids.has(String((data as { orderId?: string }).orderId));
  return Object.fromEntries(Object.entries(events).map(([service, all]) => [service, all.filter(concerns)]));
};

const queuesOf = (service: string, { isOwn, topics }: Fed, events: Record<string, Recorded[]>): Queue[] => {
  const queues: Queue[] = isOwn ? [{ source: `${service}/tail`, isOwn, events: events[service]! }] : [];
  for (const [source, all] of Object.entries(events)) {
    if (!Object.hasOwn(topics, topicOf(source)) || topicOf(source) === ACTIVITY) continue;
    for (let partition = 0; partition < PARTITIONS; partition += 1)
      queues.push({
        source: `${source}/${partition}`,
        isOwn: false,
        events: all.filter(({ stream }) => partitionOf(stream) === partition),
      });
  }
  return queues;
};

const partitionOf = (stream: string) => stream.charCodeAt(stream.length - 1) % PARTITIONS;

/** Answers which of the queues that have something left comes next, and how far back it begins again. */
type Order = (left: number[]) => { queue: number; back: number };

const inTurn = (): Order => (left) => ({ queue: left[0]!, back: 0 });
const atRandom =
  (random: () => number): Order =>
  (left) => ({
    queue: left[Math.floor(random() * left.length)]!,
    back: random() < AGAIN ? 1 + Math.floor(random() * 20) : 0,
  });

const folded = ({ projection }: Fed, queues: Queue[], order: Order) => {
  const documents = new Map<string, Stored>();
  const next = queues.map(() => 0);
  const left = () => queues.flatMap(({ events }, i) => (next[i]! < events.length ? [i] : []));
  for (let waiting = left(); waiting.length > 0; waiting = left()) {
    const { queue, back } = order(waiting);
    const { source, isOwn, events } = queues[queue]!;
    const to = next[queue]! + 1;
    for (const event of events.slice(Math.max(0, to - 1 - back), to))
      for (const id of keysOf(projection, event, isOwn))
        documents.set(id, applyTo(projection, documents.get(id) ?? emptyDocument(id), event, source));
    next[queue] = to;
  }
  return [...documents.values()]
    .map(({ id, state, revision, broken, body }) => ({ id, state, revision, broken, body }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
};
