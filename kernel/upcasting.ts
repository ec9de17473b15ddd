import type { Event } from './messages.ts';

/** From one version's data to the next's; the last gives today's. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- old shapes have no type of their own
type Upcast<Data> = (data: any) => Data | object;

/** The array is the version: a type's current version is one more than its number of upcasts. */
export type Upcasts<E extends Event> = { [T in E['type']]?: Upcast<Extract<E, { type: T }>['data']>[] };

type AnyUpcasts = Record<string, Upcast<object>[] | undefined>;

const upcastsOf = (upcasts: AnyUpcasts, type: string) =>
  (Object.hasOwn(upcasts, type) && upcasts[type]) || []; // a type from the bus may be named like a method

export const currentVersion = (upcasts: AnyUpcasts, type: string) => upcastsOf(upcasts, type).length + 1;

/** Lifts stored data to today's shape, so that everyone else knows only that one. */
export const upcast = (upcasts: AnyUpcasts, type: string, schemaVersion: number, data: object): object =>
  upcastsOf(upcasts, type)
    .slice(schemaVersion - 1)
    .reduce<object>((older, lift) => lift(older), data);
