import { describe, expect, it } from '@jest/globals';
import { DomainErrors, isRefusal } from '../../kernel/domain-error.ts';
import {
  checkRateBuyer,
  checkReplyToRating,
  checkSubmitRating,
} from '../../subgraphs/ratings/resolvers/inputs.ts';
import { ORDER, RATING, review, scores } from './story.ts';

const problems = (check: () => void): string[] => {
  try {
    check();
    return [];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const errors = error instanceof DomainErrors ? error.errors : [error];
    return errors.map(({ code, field }) => `${field!.join('.')} ${code}`);
  }
};
const submit = (more: object) =>
  problems(() => checkSubmitRating({ orderId: ORDER, scores, review, ...more }));
const rateBuyer = (more: object) => problems(() => checkRateBuyer({ orderId: ORDER, score: 4, ...more }));
const reply = (more: object) =>
  problems(() => checkReplyToRating({ ratingId: RATING, body: 'Thanks!', ...more }));

describe('submitRating', () => {
  it.each([
    ['a'.repeat(10), []],
    ['a'.repeat(9), ['input.review TOO_SHORT']],
    ['𝄞'.repeat(2_000), []],
    ['𝄞'.repeat(2_001), ['input.review TOO_LONG']],
    ['', ['input.review BLANK']],
    [' '.repeat(20), ['input.review BLANK']],
    [`a lone surrogate \ud800`, ['input.review INVALID']],
    ['a NUL in it \0', ['input.review INVALID']],
  ])('a review of %j', (text, expected) => expect(submit({ review: text })).toEqual(expected));

  it.each(['quality', 'communication', 'value'])('%s is 1 to 5', (name) => {
    for (const right of [1, 2, 3, 4, 5]) expect(submit({ scores: { ...scores, [name]: right } })).toEqual([]);
    for (const wrong of [0, 6, -1, 4.5, NaN])
      expect(submit({ scores: { ...scores, [name]: wrong } })).toEqual([`input.scores.${name} INVALID`]);
  });

  it.each([
    [1, []],
    [5, []],
    [null, []],
    [0, ['input.privateSatisfaction INVALID']],
    [6, ['input.privateSatisfaction INVALID']],
  ])('a private satisfaction of %j', (answer, expected) =>
    expect(submit({ privateSatisfaction: answer })).toEqual(expected),
  );

  it('names all that is wrong at once', () =>
    expect(
      submit({ orderId: RATING, scores: { quality: 0, communication: 4, value: 9 }, review: '' }),
    ).toEqual([
      'input.orderId INVALID',
      'input.scores.quality INVALID',
      'input.scores.value INVALID',
      'input.review BLANK',
    ]));
});

describe('rateBuyer', () => {
  it.each([
    [{ score: 1 }, []],
    [{ score: 0 }, ['input.score INVALID']],
    [{ score: 6 }, ['input.score INVALID']],
    [{ review: null }, []],
    [{ review: 'a' }, []],
    [{ review: ' ' }, ['input.review BLANK']],
    [{ review: 'a'.repeat(2_000) }, []],
    [{ review: 'a'.repeat(2_001) }, ['input.review TOO_LONG']],
    [{ orderId: 'ord_1' }, ['input.orderId INVALID']],
  ])('%j', (more, expected) => expect(rateBuyer(more)).toEqual(expected));
});

describe('replyToRating', () => {
  it.each([
    [{ body: 'Hi' }, []],
    [{ body: 'H' }, ['input.body TOO_SHORT']],
    [{ body: '  ' }, ['input.body BLANK']],
    [{ body: 'a'.repeat(1_000) }, []],
    [{ body: 'a'.repeat(1_001) }, ['input.body TOO_LONG']],
    [{ ratingId: ORDER }, ['input.ratingId INVALID']],
  ])('%j', (more, expected) => expect(reply(more)).toEqual(expected));
});
