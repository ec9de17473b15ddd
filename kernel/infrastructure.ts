import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventBus } from './event-bus/sqlite-event-bus.ts';
import type { EventBus } from './event-bus/event-bus.ts';
import { openSqliteEventStore } from './event-store/sqlite-event-store.ts';
import type { EventStore } from './event-store/event-store.ts';
import { openSqliteRowStore } from './row-store/sqlite-row-store.ts';
import type { RowStore } from './row-store/row-store.ts';
import { openSqliteViewStore } from './view-store/sqlite-view-store.ts';
import type { ViewStore } from './view-store/view-store.ts';

/** The stores of one service. */
export type Stores = {
  eventStore: EventStore;
  viewStore: ViewStore;
  rows: RowStore;
  leaseOf(name: LeaseName): Lease;
};

/**
 * What one process of a service does: `tail` is numbering, reactions, publishing and timers, `views/…` the own views
 * of these versions, so that builds that differ in them fill theirs side by side.
 */
export type LeaseName = 'tail' | `views/${string}`;

/** Saves work and guards nothing: two holders for a moment are harmless. */
export interface Lease {
  /** Takes or keeps it; true while this process holds it. To be called every second. */
  claim(): Promise<boolean>;
  /** Gives it back, if it is held, so that another need not wait for its end. */
  release(): Promise<void>;
}

/** Where only one process can be. */
const soleHolder: Lease = { claim: async () => true, release: async () => {} };

export type Infrastructure = {
  bus: EventBus;
  storesOf(service: string): Promise<Stores>;
  close(): Promise<void>;
};

/** Everything in files under one folder, one for each service: all roles in one process. */
export const openSqlite = async (folder: string): Promise<Infrastructure> => {
  if (folder !== ':memory:') mkdirSync(folder, { recursive: true });
  const fileOf = (name: string) => (folder === ':memory:' ? folder : join(folder, `${name}.sqlite`));
  const bus = await openSqliteEventBus(fileOf('bus'));
  const opened: Stores[] = [];

  return {
    bus,
    async storesOf(service) {
      const file = fileOf(service);
      const eventStore = await openSqliteEventStore(file);
      const stores = {
        eventStore,
        viewStore: await openSqliteViewStore(file),
        rows: await openSqliteRowStore(file),
        leaseOf: () => soleHolder,
      };
      opened.push(stores);
      return stores;
    },
    async close() {
      await bus.close();
      for (const { eventStore, viewStore, rows } of opened) {
        await eventStore.close();
        await viewStore.close();
        await rows.close();
      }
    },
  };
};
