import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../kernel/clock.ts';
import { commandId, createIds, idFrom, isId, siblingId } from '../../kernel/ids.ts';
import { range } from '../contracts/places.ts';

const clock = new ManualClock('2026-01-15T12:00:00.000Z');

describe('a new id', () => {
  it('is a prefixed ULID of the clock’s instant, and no two are the same', () => {
    const ids = createIds(clock);
    const made = range(1_000).map(() => ids.next('evt'));
    expect(made.every((id) => isId('evt', id))).toBe(true);
    expect(new Set(made.map((id) => id.slice(0, 14))).size).toBe(1);
    expect(new Set(made).size).toBe(1_000);
  });

  it('follows from a given source of randomness, so that seeds can own it', () => {
    const made = () => createIds(clock, () => 0.5).next('usr');
    expect(made()).toBe(made());
    expect(isId('usr', made())).toBe(true);
  });

  it('made later is greater', () => {
    const moving = new ManualClock('2026-01-15T12:00:00.000Z');
    const ids = createIds(moving);
    const earlier = ids.next('evt');
    moving.advance(1);
    expect(ids.next('evt') > earlier).toBe(true);
  });
});

describe('an id that follows from another', () => {
  it('is the same for ever: stored streams and texts are named so', () => {
    expect(idFrom('ord', 'a')).toBe('ord_0EPPWDDY0VRSVXN2G8ASYC9YMT');
    expect(commandId('usr_1', 'PlaceOrder', 'key')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is a valid id whatever it follows from, and another for another', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(isId('ord', idFrom('ord', a))).toBe(true);
        expect(idFrom('ord', a) === idFrom('ord', b)).toBe(a === b);
      }),
    ));

  it('does not mix up where one part ends and the next begins', () => {
    expect(commandId('a', 'bc', 'd')).not.toBe(commandId('ab', 'c', 'd'));
    expect(commandId('a', 'b', 'c","d')).not.toBe(commandId('a', 'b","c', 'd'));
  });

  it('as a sibling keeps the ULID under another prefix', () => {
    const id = idFrom('ord', 'a');
    expect(siblingId('rat', id)).toBe(`rat${id.slice(3)}`);
    expect(isId('rat', siblingId('rat', id))).toBe(true);
  });
});

describe('isId', () => {
  const id = idFrom('ord', 'a');

  it.each([
    ['of another type', 'usr' + id.slice(3)],
    ['empty', ''],
    ['a prefix alone', 'ord_'],
    ['too short', id.slice(0, -1)],
    ['too long', `${id}0`],
    ['in lower case', id.toLowerCase()],
    ['with a letter that Crockford left out', `${id.slice(0, -1)}U`],
    ['beyond 128 bits', `ord_8${id.slice(5)}`],
    ['with a line after it', `${id}\n`],
    ['with its prefix twice', `ord_${id}`],
  ])('refuses what is %s', (_, text) => expect(isId('ord', text)).toBe(false));
});
