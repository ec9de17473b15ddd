import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { canonicalJson } from '../../kernel/canonical.ts';
import type { Recorded } from '../../kernel/messages.ts';

type CommitRow = { number: number; events: string };
type Entry = { account: string; amount: { minorUnits: number; currencyCode: string } };
type Posting = { orderId: string; entries: Entry[] };
type Payment = { id: string; capture: { outcome: string; amount: { minorUnits: number } } };

const SERVICES = ['users', 'gigs', 'orders', 'ratings'];

/** What stands in the files of a marketplace that is stopped. */
export const openBooks = (folder: string) => {
  const opened = new Map<string, DatabaseSync>();
  const fileOf = (name: string) => {
    const file = join(folder, 'sqlite', `${name}.sqlite`);
    const database = opened.get(name) ?? new DatabaseSync(file, { readOnly: true });
    opened.set(name, database);
    return database;
  };
  const bodiesOf = <T>(service: string, table: string): T[] =>
    fileOf(service)
      .prepare(`SELECT body FROM "${table}"`)
      .all()
      .map(({ body }) => JSON.parse(body as string) as T);

  const log = (service: string): Recorded[] =>
    (
      fileOf(service).prepare('SELECT number, events FROM commits ORDER BY number').all() as CommitRow[]
    ).flatMap(({ number, events }) =>
      (JSON.parse(events) as Recorded[]).map((event, i) => ({ ...event, position: number * 1_000 + i })),
    );

  const published = (service: string) => {
    const sql = 'SELECT key, value, headers FROM messages WHERE topic = ? ORDER BY partition, offset';
    return fileOf('bus').prepare(sql).all(`${service}.events`) as {
      key: string;
      value: string;
      headers: string;
    }[];
  };

  return {
    services: SERVICES,
    log,
    published,
    rows: <T>(service: string, name: string) => bodiesOf<T>(service, `rows_${name}`),
    payments: () => bodiesOf<Payment>('orders', 'rows_payments'),
    /** The newest version of a view. */
    view<T>(service: string, name: string): T[] {
      const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE ? ORDER BY name DESC`;
      const [table] = fileOf(service).prepare(sql).all(`view_${name}@%`) as { name: string }[];
      return bodiesOf<T>(service, table!.name);
    },
    close: () => opened.forEach((database) => database.close()),
  };
};

export type Books = ReturnType<typeof openBooks>;

/** Streams whose revisions are not 1, 2, 3 …, with these revisions. */
export const brokenStreams = (events: Recorded[]) =>
  [...Map.groupBy(events, ({ stream }) => stream)]
    .map(([stream, all]) => [stream, all.map(({ revision }) => revision)] as const)
    .filter(([, revisions]) => revisions.some((revision, i) => revision !== i + 1));

/** Events that the log has and the bus has not, or the other way round; seen twice on the bus is allowed. */
export const unequal = (books: Books, service: string): string[] => {
  const name = ({ position, ...event }: Recorded) => `${position} ${canonicalJson(event)}`;
  const stored = new Set(books.log(service).map(name));
  const sent = new Set(
    books.published(service).map(({ value, headers }) => {
      const { position } = JSON.parse(headers) as { position: string };
      return name({ ...(JSON.parse(value) as Recorded), position: Number(position) });
    }),
  );
  return [...[...stored].filter((one) => !sent.has(one)), ...[...sent].filter((one) => !stored.has(one))];
};

/** Of each account, in minor units: all postings of the ledger together. */
export const balancesOf = (books: Books): Record<string, number> => {
  const balances: Record<string, number> = {};
  for (const { entries } of books.view<Posting>('orders', 'ledger'))
    for (const { account, amount } of entries)
      balances[account] = (balances[account] ?? 0) + amount.minorUnits;
  return balances;
};

/** How often each type of event is in these. */
export const countsOf = (events: Recorded[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};
