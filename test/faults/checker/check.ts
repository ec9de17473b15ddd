import type { Entry } from '../load/journal.ts';
import { SERVICES, nothing, together, type Findings, type Ledger, type Message } from './ledger.ts';
import { checkLog, checkTopic } from './log.ts';
import { checkOrders } from './orders.ts';
import { checkPromises } from './promises.ts';
import { checkReordering } from './reordering.ts';
import { checkRatings, checkTallies } from './ratings.ts';

/** What faults have put in on purpose: bytes on topics, and by topic how many of them a service may have skipped. */
export type Planted = { isPlanted(message: Message): boolean; skipped: Record<string, number> };
export type Checked = Findings & { events: number; duplicates: number; merges: number };
type Simulating = { random: () => number; merges: number };

type Skipped = { id: string; topic: string };

/** I1, I2, I4-I7 and I9 of a marketplace in which nothing is on its way any more. */
export const checkAll = async (
  ledger: Ledger,
  entries: Entry[],
  planted: Planted,
  simulating: Simulating,
): Promise<Checked> => {
  const found: Findings[] = [];
  const known: Record<string, Set<string>> = {};
  const events: Record<string, Awaited<ReturnType<Ledger['commits']>>[number]['events']> = {};
  let duplicates = 0;
  for (const service of SERVICES) {
    const commits = await ledger.commits(service);
    known[service] = new Set(commits.flatMap(({ commandId, stream }) => [commandId, stream]));
    events[service] = commits.flatMap((commit) => commit.events).sort((a, b) => a.position - b.position);
    const onBus = checkTopic(service, commits, await ledger.messages(service), planted.isPlanted);
    duplicates += onBus.duplicates;
    found.push(checkLog(service, commits), onBus, await checkLeftovers(ledger, service, planted));
  }
  found.push(
    checkPromises(entries, known),
    checkOrders(
      events['orders']!,
      await ledger.rows('orders', 'payments'),
      await ledger.rows('orders', 'refunds'),
    ),
    checkRatings(events['ratings']!, events['orders']!),
    checkTallies(events['ratings']!, await ledger.view('ratings', 'gigRatings')),
  );
  const { random, merges } = simulating;
  const reordered = checkReordering(events, random, merges);
  found.push(reordered);
  const all = Object.values(events).reduce((sum, { length }) => sum + length, 0);
  return { ...together(found), events: all, duplicates, merges: reordered.merges };
};

/** I9: nothing parked, broken or skipped but what was planted. */
const checkLeftovers = async (ledger: Ledger, service: string, planted: Planted): Promise<Findings> => {
  const found = nothing();
  for (const { id } of await ledger.rows<{ id: string }>(service, 'parked'))
    found.wrong.push(`${service}: ${id} is parked`);
  for (const name of await ledger.views(service))
    for (const { id, broken } of await ledger.view(service, name))
      if (broken) found.wrong.push(`${service}: ${name} ${id} is broken`);
  const skipped = await ledger.rows<Skipped>(service, 'skipped');
  for (const [topic, rows] of Map.groupBy(skipped, (one) => one.topic)) {
    const most = planted.skipped[topic] ?? 0;
    if (rows.length > most)
      found.wrong.push(`${service}: ${rows.length} messages of ${topic} were skipped, ${most} planted`);
  }
  return found;
};
