import { open } from 'node:fs/promises';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { UnavailableError } from './domain-error.ts';

/**
 * FULL: a commit survives a power cut. NORMAL: the last commits may be lost in one, but never the order:
 * the write-ahead log of a file is one sequence, so what is lost is its end. Both survive a kill.
 */
export type Synchronous = 'FULL' | 'NORMAL';

export type Database = ReturnType<typeof openDatabase>;

/** Statements kept prepared by a connection; the oldest makes room. */
const MOST_PREPARED = 256;

/** Pages (of 4 KiB) in the write-ahead log before they are moved to the file: replays write the same ones often. */
const PAGES_LOGGED = 4_000;

/** One connection to a file, or to `:memory:`. Statements are prepared once. */
export const openDatabase = (file: string, synchronous: Synchronous) => {
  const database = new DatabaseSync(file);
  database.exec(
    `PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};
     PRAGMA wal_autocheckpoint = ${PAGES_LOGGED}`,
  );
  const prepared = new Map<string, StatementSync>();

  const statement = (sql: string) => {
    const found = prepared.get(sql);
    if (found) return found;
    if (prepared.size >= MOST_PREPARED) prepared.delete(prepared.keys().next().value!);
    const made = database.prepare(sql);
    prepared.set(sql, made);
    return made;
  };

  return {
    statement,
    exec: (sql: string) => answered(() => database.exec(sql)),
    all: <T>(sql: string, ...values: SQLInputValue[]) => answered(() => statement(sql).all(...values) as T[]),
    get: <T>(sql: string, ...values: SQLInputValue[]) =>
      answered(() => statement(sql).get(...values) as T | undefined),
    run: (sql: string, ...values: SQLInputValue[]) =>
      answered(() => Number(statement(sql).run(...values).changes)),

    /** All of it or nothing. `work` is synchronous, so that no other transaction comes between. */
    transaction<T>(work: () => T): T {
      answered(() => database.exec('BEGIN IMMEDIATE'));
      try {
        const result = work();
        answered(() => database.exec('COMMIT'));
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },

    /** Resolves when all that was committed before survives a power cut; for NORMAL. Readers need not wait. */
    synced: file === ':memory:' ? async () => {} : createSync(`${file}-wal`),

    close() {
      prepared.clear();
      if (database.isOpen) database.close();
    },
  };
};

/** Busy, locked, input/output, full, cannot open: the disk's or another process's doing, not ours. */
const TRANSIENT = [5, 6, 10, 13, 14];

const answered = <T>(ask: () => T): T => {
  try {
    return ask();
  } catch (cause) {
    const code = (cause as { errcode?: number }).errcode;
    if (code === undefined || !TRANSIENT.includes(code & 0xff)) throw cause;
    throw new UnavailableError(`The store did not answer: ${(cause as Error).message}.`, { cause });
  }
};

/** What cannot be done now is done the next time. */
export const unlessBusy = (work: () => void) => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
  }
};

/** Those who ask while one sync runs share the next: what they committed may be too late for this one. */
const createSync = (file: string) => {
  let running = Promise.resolve();
  let next: Promise<void> | undefined;
  return (): Promise<void> =>
    (next ??= running.then(() => {
      const syncing = syncFile(file);
      running = syncing.catch(() => {}); // its callers are told; later ones try anew
      next = undefined;
      return syncing;
    }));
};

/** Without blocking: a sync takes milliseconds. A log that is gone was synced when it was moved to its file. */
const syncFile = async (file: string) => {
  const handle = await open(file, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  try {
    await handle?.datasync();
  } finally {
    await handle?.close();
  }
};
