export type Row = { id: string };

/**
 * What is not an event: personal data, private texts, sessions, what an outside processor was told.
 * Written before the event that names it; deleted on erasure.
 */
export interface Rows<R extends Row> {
  /** In the order of the ids; null where there is none. */
  get(ids: string[]): Promise<(R | null)[]>;
  /** Durable when resolved. False, and nothing changed, where the id is there already. */
  insert(row: R): Promise<boolean>;
  /** Changes the row in one step; `change` answers null to leave it. False where it is absent or left. */
  update(id: string, change: (row: R) => R | null): Promise<boolean>;
  remove(ids: string[]): Promise<void>;
  /** By a field named in `indexes`; all of them. */
  findBy(field: string & keyof R, value: string): Promise<R[]>;
  /** Every row, by id; for operations on small collections. */
  all(): Promise<R[]>;
}

export interface RowStore {
  open<R extends Row>(name: string, indexes?: (string & keyof R)[]): Promise<Rows<R>>;
  close(): Promise<void>;
}
