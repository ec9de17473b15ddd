type Value = string | number | boolean | null;
type Range = { gt?: string | number; gte?: string | number; lt?: string | number; lte?: string | number };

/** All of it must hold. A plain value is equality; fields may be nested by a dot. */
export type Condition = Record<string, Value | { in: Value[] } | Range>;

/** Nulls come last in either direction. */
export type Order = { field: string; direction: 'asc' | 'desc' };
