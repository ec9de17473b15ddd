import type { SQLInputValue } from 'node:sqlite';
import type { Condition } from './query.ts';
import type { Query } from './view-store.ts';

type Sql = { text: string; values: SQLInputValue[] };

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** The expression that indexes are made on; a field's name is part of the SQL, so it is checked. */
export const fieldExpression = (field: string): string => {
  if (!/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/.test(field))
    throw new TypeError(`Expected a field of letters, digits and dots, got ${JSON.stringify(field)}.`);
  return field === 'id' ? 'id' : `json_extract(body, '$.${field}')`;
};

/** Live documents for which all of it holds. */
export const whereSql = (condition: Condition = {}): Sql => {
  const parts: Sql[] = Object.entries(condition).map(([field, test]) =>
    testSql(fieldExpression(field), test),
  );
  return {
    text: ["state = 'live'", ...parts.map(({ text }) => text)].join(' AND '),
    values: parts.flatMap(({ values }) => values),
  };
};

const testSql = (field: string, test: Condition[string]): Sql => {
  if (test === null) return { text: `${field} IS NULL`, values: [] };
  if (typeof test !== 'object') return { text: `${field} = ?`, values: [bound(test)] };
  if ('in' in test) return inSql(field, test.in);
  const tests = Object.entries(test) as [keyof typeof OPERATORS, string | number][];
  return {
    text: tests.map(([operator]) => `${field} ${OPERATORS[operator]} ?`).join(' AND ') || 'TRUE',
    values: tests.map(([, value]) => value),
  };
};

const inSql = (field: string, values: (string | number | boolean | null)[]): Sql => {
  const present = values.filter((value) => value !== null);
  const among = `${field} IN (${present.map(() => '?').join()})`;
  const text = present.length === values.length ? among : `(${among} OR ${field} IS NULL)`;
  return { text, values: present.map(bound) };
};

/** SQLite's JSON has 1 and 0 for true and false. */
const bound = (value: string | number | boolean): SQLInputValue =>
  typeof value === 'boolean' ? Number(value) : value;

/** `WHERE … ORDER BY … LIMIT`, with only what comes after the cursor. Nulls last, the id breaks ties. */
export const querySql = (query: Query, and: Sql = { text: 'TRUE', values: [] }): Sql => {
  const where = whereSql(query.where);
  const after = afterSql(query);
  return {
    text: `WHERE ${and.text} AND ${where.text}${after.text} ORDER BY ${orderSql(query)} LIMIT ?`,
    values: [...and.values, ...where.values, ...after.values, query.first],
  };
};

const orderSql = ({ orderBy }: Query): string => {
  if (!orderBy || orderBy.field === 'id') return `id ${orderBy?.direction ?? 'asc'}`;
  const field = fieldExpression(orderBy.field);
  return `${field} ${orderBy.direction} NULLS LAST, id ${orderBy.direction}`;
};

const afterSql = ({ orderBy, after }: Query): Sql => {
  if (!after) return { text: '', values: [] };
  const beyond = orderBy?.direction === 'desc' ? '<' : '>';
  if (!orderBy || orderBy.field === 'id') return { text: ` AND id ${beyond} ?`, values: [after.id] };
  const field = fieldExpression(orderBy.field);
  if (after.value === null) return { text: ` AND ${field} IS NULL AND id ${beyond} ?`, values: [after.id] };
  return {
    text: ` AND (${field} ${beyond} ? OR (${field} = ? AND id ${beyond} ?) OR ${field} IS NULL)`,
    values: [after.value, after.value, after.id],
  };
};
