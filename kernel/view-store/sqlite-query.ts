import type { SQLInputValue } from 'node:sqlite';
import type { Condition } from './query.ts';
import type { Query } from './view-store.ts';

export type Sql = { text: string; values: SQLInputValue[] };

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** The expression that indexes are made on; a field's name is part of the SQL, so it is checked. */
export const fieldExpression = (field: string): string => {
  if (!/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/.test(field))
    throw new TypeError(`Expected a field of letters, digits and dots, got ${JSON.stringify(field)}.`);
  return field === 'id' ? 'id' : `json_extract(body, '$.${field}')`;
};

export const equals = (field: string, value: string): Sql => ({
  text: `${fieldExpression(field)} = ?`,
  values: [value],
});

/** Live documents for which all of it holds. */
export const whereSql = (condition: Condition = {}, ...more: Sql[]): Sql => {
  const tests = Object.entries(condition).map(([field, test]) => testSql(fieldExpression(field), test));
  const parts = [...more, ...tests];
  return {
    text: ["state = 'live'", ...parts.map(({ text }) => text)].join(' AND '),
    values: parts.flatMap(({ values }) => values),
  };
};

const testSql = (field: string, test: Condition[string]): Sql => {
  if (test === null) return { text: `${field} IS NULL`, values: [] };
  if (typeof test !== 'object') return { text: `${field} = ?`, values: [bound(test)] };
  if ('in' in test) return inSql(field, test.in);
  const tests = Object.entries(test).filter(([, value]) => value !== undefined);
  return {
    text: tests.map(([name]) => `${field} ${operatorOf(name)} ?`).join(' AND ') || 'TRUE',
    values: tests.map(([, value]) => value),
  };
};

const operatorOf = (name: string): string => {
  if (Object.hasOwn(OPERATORS, name)) return OPERATORS[name as keyof typeof OPERATORS];
  throw new TypeError(`Expected in, gt, gte, lt or lte, got ${JSON.stringify(name)}.`);
};

const inSql = (field: string, values: (string | number | boolean | null)[]): Sql => {
  const among = `${field} IN (SELECT value FROM json_each(?))`;
  const text = values.includes(null) ? `(${among} OR ${field} IS NULL)` : among;
  return { text, values: [JSON.stringify(values)] };
};

/** SQLite's JSON has 1 and 0 for true and false. */
const bound = (value: string | number | boolean): SQLInputValue =>
  typeof value === 'boolean' ? Number(value) : value;

/** Selects the bodies of one page. Nulls last, the id breaks ties. */
export const pageSql = (table: string, query: Query, ...more: Sql[]): Sql => {
  const { orderBy, after, first } = query;
  const direction = orderBy?.direction === 'desc' ? 'DESC' : 'ASC';
  const beyond = direction === 'DESC' ? '<' : '>';
  const field = fieldExpression(orderBy?.field ?? 'id');
  const part = (order: string, ...and: Sql[]): Sql => {
    const { text, values } = whereSql(query.where, ...more, ...and);
    const sql = `SELECT body FROM ${table} WHERE ${text} ORDER BY ${order} LIMIT ?`;
    return { text: sql, values: [...values, first] };
  };

  const byId = `id ${direction}`;
  const byField = field === 'id' ? byId : `${field} ${direction} NULLS LAST, ${byId}`;
  if (!after) return part(byField);
  const afterId: Sql = { text: `id ${beyond} ?`, values: [after.id] };
  if (field === 'id') return part(byId, afterId);
  const nulls = part(byId, { text: `${field} IS NULL`, values: [] }, afterId);
  if (after.value === null) return nulls;
  return oneThenOther(
    part(byField, afterValue(field, beyond, [after.value, after.value, after.id])),
    part(byId, { text: `${field} IS NULL`, values: [] }),
    first,
  );
};

/** Written so that an index gives where to begin: with OR in it SQLite would read from the first row on. */
const afterValue = (field: string, beyond: '<' | '>', values: SQLInputValue[]): Sql => ({
  text: `${field} ${beyond}= ? AND NOT (${field} = ? AND id ${beyond === '>' ? '<' : '>'}= ?)`,
  values,
});

/** The other is not read when the one fills the page. */
const oneThenOther = (one: Sql, other: Sql, first: number): Sql => ({
  text: `SELECT body FROM (${one.text}) UNION ALL SELECT body FROM (${other.text}) LIMIT ?`,
  values: [...one.values, ...other.values, first],
});
