import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { refuseAll, type DomainError } from '../../../kernel/domain-error.ts';
import {
  expectId,
  idProblems,
  integerProblems,
  sizeProblems,
  textProblems,
} from '../../../kernel/graphql/inputs.ts';
import { idFrom } from '../../../kernel/ids.ts';

const field = ['input', 'title'];
const codes = (problems: DomainError[]) => problems.map(({ code }) => code);
const bounds = { min: 2, max: 5 };

describe('a text', () => {
  it.each([
    ['ab', []],
    ['abcde', []],
    ['a', ['TOO_SHORT']],
    ['abcdef', ['TOO_LONG']],
    ['', ['BLANK']],
    [' \t\n ', ['BLANK']],
    ['\u00a0\u3000', ['BLANK']],
    ['a\0b', ['INVALID']],
    ['ab\ud800', ['INVALID']],
    ['\udc00ab', ['INVALID']],
    ['\udc00\ud800', ['INVALID']],
  ])('%j has the problems %j', (text, expected) =>
    expect(codes(textProblems(text, field, bounds))).toEqual(expected),
  );

  it('is measured in characters, not in bytes nor in UTF-16 units', () => {
    expect(textProblems('😀'.repeat(5), field, bounds)).toEqual([]);
    expect(codes(textProblems('😀'.repeat(6), field, bounds))).toEqual(['TOO_LONG']);
    expect(codes(textProblems('😀', field, bounds))).toEqual(['TOO_SHORT']);
  });

  it('may be empty where nothing is the least', () =>
    expect(textProblems('', field, { min: 0, max: 5 })).toEqual([]));

  it('is told what was expected and what came, and where', () => {
    const [problem] = textProblems('a'.repeat(9), field, bounds);
    expect(problem).toMatchObject({ message: 'Expected title to have at most 5 characters, got 9.', field });
  });

  it('that passes can be stored and comes back as it was', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        if (textProblems(text, field, { min: 0, max: 20 }).length > 0) return;
        expect(Buffer.from(text).toString()).toBe(text);
      }),
    ));
});

describe('a whole number', () => {
  it.each([
    [2, true],
    [5, true],
    [1, false],
    [6, false],
    [3.5, false],
    [NaN, false],
    [Infinity, false],
  ])('%d is within bounds: %j', (value, isRight) =>
    expect(integerProblems(value, field, bounds).length === 0).toBe(isRight),
  );
});

it('a list is of so many', () => {
  expect(sizeProblems(['a', 'b'], field, bounds)).toEqual([]);
  expect(codes(sizeProblems([], field, bounds))).toEqual(['BLANK']);
  expect(codes(sizeProblems(Array(6).fill('a'), field, bounds))).toEqual(['TOO_MANY']);
});

describe('an id', () => {
  const id = idFrom('ord', 'a');

  it('of the right type is answered', () => expect(expectId('ord', id, field)).toBe(id));

  it.each([
    ['of another type', idFrom('gig', 'a')],
    ['of none', 'x'],
    ['empty', ''],
    ['__proto__', '__proto__'],
  ])('%s is refused', (_, text) => {
    expect(codes(idProblems('ord', text, field))).toEqual(['INVALID']);
    expect(() => expectId('ord', text, field)).toThrow('Expected an id that begins with ord_');
  });
});

it('all that is wrong is told at once, and one alone as itself', () => {
  const problems = ['', 'abcdef'].flatMap((text) => textProblems(text, field, bounds));
  expect(() => refuseAll(problems)).toThrow(expect.objectContaining({ errors: problems }));
  expect(() => refuseAll(problems.slice(1))).toThrow(expect.objectContaining({ code: 'TOO_LONG' }));
  expect(() => refuseAll([])).not.toThrow();
});
