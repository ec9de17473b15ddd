import { DatabaseSync, StatementSync, type SQLInputValue, type StatementResultingChanges } from 'node:sqlite';

// Loaded before main.ts (--import): the process dies at once after its n-th durable write, wherever in the
// code that is. A random moment hits what takes long; this hits what takes no time, e.g. the step from
// "published" to "checkpoint saved".

let left = Number(process.env['DIE_AFTER_WRITES']);

const count = () => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
  exec.call(this, sql);
  if (sql === 'COMMIT') count();
};

const WRITES = /^\s*(INSERT|UPDATE|DELETE|REPLACE)/i;
const { prepare } = DatabaseSync.prototype;
DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string) {
  const statement = prepare.call(this, sql);
  if (WRITES.test(sql)) statement.run = runAndCount(statement, this);
  return statement;
};

/** A write outside of a transaction is one by itself. */
const runAndCount = (statement: StatementSync, database: DatabaseSync) =>
  ((...values: SQLInputValue[]) => {
    const result = Reflect.apply(StatementSync.prototype.run, statement, values) as StatementResultingChanges;
    if (!database.isTransaction) count();
    return result;
  }) as StatementSync['run'];
