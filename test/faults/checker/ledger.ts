import type { Recorded } from '../../../kernel/messages.ts';

export const SERVICES = ['users', 'gigs', 'orders', 'ratings'] as const;

/** A commit as it stands in the store; events with their positions. */
export type Stored = { number: number | undefined; stream: string; commandId: string; events: Recorded[] };
/** As it stands on the bus. */
export type Message = {
  partition: number;
  offset: number;
  key: string;
  value: string;
  headers: Record<string, string>;
};
/** `version`: the collection it is in. `applied`: canonical JSON. */
export type Shown = { id: string; version: string; applied: string; broken: boolean; body: object };

/** What stands in the stores and on the bus, read by their own clients and not by the adapters under test. */
export type Ledger = {
  commits(service: string): Promise<Stored[]>;
  messages(service: string): Promise<Message[]>;
  rows<T>(service: string, name: string): Promise<T[]>;
  /** All versions of a view together. */
  view(service: string, name: string): Promise<Shown[]>;
  views(service: string): Promise<string[]>;
  close(): Promise<void>;
};

/** What was found wrong, in words; empty lists are what a run is for. */
export type Findings = {
  /** Acknowledged and not in the store, or in the store and not on the bus. */
  lost: string[];
  /** Done more than once. */
  doubled: string[];
  /** Anything else that may not be. */
  wrong: string[];
};

export const nothing = (): Findings => ({ lost: [], doubled: [], wrong: [] });

export const together = (all: Findings[]): Findings => ({
  lost: all.flatMap(({ lost }) => lost),
  doubled: all.flatMap(({ doubled }) => doubled),
  wrong: all.flatMap(({ wrong }) => wrong),
});

/** Values that are there more than once. */
export const repeated = (values: string[]): string[] => {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
};
