import { describe, expect, it } from '@jest/globals';
import { lift, NewerSchemaError } from '../../kernel/lifted-events.ts';
import type { Event } from '../../kernel/messages.ts';
import { currentVersion, upcast, type Upcasts } from '../../kernel/upcasting.ts';
import { recorded } from '../recorded.ts';

type Priced = Event<'Priced', { price: { minorUnits: number; currencyCode: string } }>;
type Named = Event<'Named', { name: string }>;

/** Version 1 had whole dollars; version 2 cents without a currency. */
const upcasts: Upcasts<Priced | Named> = {
  Priced: [
    ({ dollars, ...rest }) => ({ ...rest, cents: dollars * 100 }),
    ({ cents, ...rest }) => ({ ...rest, price: { minorUnits: cents, currencyCode: 'USD' } }),
  ],
};
const stored = (schemaVersion: number, data: object) =>
  recorded({ type: 'Priced', data } as Event, { schemaVersion });

const fixtures = {
  1: { dollars: 3 },
  2: { cents: 300 },
  3: { price: { minorUnits: 300, currencyCode: 'USD' } },
};

describe('an event of an old version', () => {
  it.each(Object.entries(fixtures))('%s has today’s shape when it is read', (version, data) => {
    const lifted = lift(upcasts as Upcasts<Event>, stored(Number(version), data));
    expect(lifted).toMatchObject({ schemaVersion: 3, data: fixtures[3] });
    expect(Object.keys(lifted.data)).toEqual(['price']);
  });

  it('is left as it was: what is stored is never changed', () => {
    const event = stored(1, Object.freeze({ dollars: 3 }));
    lift(upcasts as Upcasts<Event>, event);
    expect(event).toMatchObject({ schemaVersion: 1, data: { dollars: 3 } });
  });

  it('goes through the later upcasts alone', () =>
    expect(upcast(upcasts as Upcasts<Event>, 'Priced', 2, { cents: 5, note: 'x' })).toEqual({
      note: 'x',
      price: { minorUnits: 5, currencyCode: 'USD' },
    }));
});

describe('the present version', () => {
  it('is one more than there are upcasts', () => {
    expect(currentVersion(upcasts, 'Priced')).toBe(3);
    expect(currentVersion(upcasts, 'Named')).toBe(1);
  });

  it.each(['toString', 'constructor', '__proto__'])('of a type named %s is 1 too', (type) =>
    expect(currentVersion(upcasts, type)).toBe(1),
  );

  it('is the same object that was stored', () => {
    const event = stored(3, fixtures[3]);
    expect(lift(upcasts as Upcasts<Event>, event)).toBe(event);
  });
});

it('an event of a newer version is refused by name, for a newer build to read', () => {
  const read = () => lift(upcasts as Upcasts<Event>, stored(4, {}));
  expect(read).toThrow(NewerSchemaError);
  expect(read).toThrow('is Priced version 4; this build knows up to 3.');
});
