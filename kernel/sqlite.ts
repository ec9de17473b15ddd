import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/**
 * FULL: a commit survives a power cut. NORMAL: the last commits may be lost in one, but never the order:
 * the write-ahead log of a file is one sequence, so what is lost is its end. Both survive a kill.
 */
export type Synchronous = 'FULL' | 'NORMAL';

export type Database = ReturnType<typeof openDatabase>;

/** Statements kept prepared by a connection; the oldest makes room. */
const MOST_PREPARED = 256;

/** One connection to a file, or to `:memory:`. Statements are prepared once. */
export const openDatabase = (file: string, synchronous: Synchronous) => {
  const database = new DatabaseSync(file);
  database.exec(
    `PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`,
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
    exec: (sql: string) => database.exec(sql),
    all: <T>(sql: string, ...values: SQLInputValue[]) => statement(sql).all(...values) as T[],
    get: <T>(sql: string, ...values: SQLInputValue[]) => statement(sql).get(...values) as T | undefined,
    run: (sql: string, ...values: SQLInputValue[]) => Number(statement(sql).run(...values).changes),

    /** All of it or nothing. `work` is synchronous, so that no other transaction comes between. */
    transaction<T>(work: () => T): T {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },

    close() {
      prepared.clear();
      database.close();
    },
  };
};
