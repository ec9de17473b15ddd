import { describe, expect, it } from '@jest/globals';
import type { Event } from '../../kernel/messages.ts';
import { timersOf } from '../../kernel/timers.ts';
import { projectAll, recorded } from '../recorded.ts';

type Asked = Event<'Asked', { answerBy: string; remindAt: string }>;
type Answered = Event<'Answered', object>;
type Extended = Event<'Extended', { answerBy: string }>;

const timers = timersOf<Asked | Answered | Extended>(1, {
  Asked: ({ data }) => ({ answer: data.answerBy, remind: data.remindAt }),
  Answered: () => ({ answer: null, remind: null }),
  Extended: ({ data }) => ({ answer: data.answerBy }),
});

const asked: Asked = {
  type: 'Asked',
  data: { answerBy: '2026-01-20T00:00:00.000Z', remindAt: '2026-01-18T00:00:00.000Z' },
};
const answered: Answered = { type: 'Answered', data: {} };
const extended: Extended = { type: 'Extended', data: { answerBy: '2026-01-25T00:00:00.000Z' } };
const NEVER = '9999-12-31T23:59:59.999Z';

/** By timer, when it is due. */
const dueAfter = (...events: (Asked | Answered | Extended)[]) => {
  const documents = projectAll(timers, ...events.map((event) => recorded(event)));
  return Object.fromEntries(Object.values(documents).map(({ id, body }) => [id, body.dueAt]));
};

describe('the timers of a stream', () => {
  it('are a document each, that names its stream, its kind and when it is due', () => {
    const { 'str_1:answer': answer } = projectAll(timers, recorded(asked));
    expect(answer).toMatchObject({
      state: 'live',
      body: { id: 'str_1:answer', stream: 'str_1', kind: 'answer', dueAt: asked.data.answerBy },
    });
  });

  it('are set, moved, ended and set again', () => {
    const { answerBy, remindAt } = asked.data;
    expect(dueAfter(asked)).toEqual({ 'str_1:answer': answerBy, 'str_1:remind': remindAt });
    expect(dueAfter(asked, extended)).toEqual({
      'str_1:answer': extended.data.answerBy,
      'str_1:remind': remindAt,
    });
    expect(dueAfter(asked, answered)).toEqual({ 'str_1:answer': NEVER, 'str_1:remind': NEVER });
    expect(dueAfter(asked, answered, asked)).toEqual(dueAfter(asked));
  });

  it('are each stream’s own', () => {
    const events = ['str_1', 'str_2'].map((stream) => recorded(asked, { stream }));
    expect(
      Object.keys(projectAll(timers, ...events, recorded(answered, { stream: 'str_1' }))).sort(),
    ).toEqual(['str_1:answer', 'str_1:remind', 'str_2:answer', 'str_2:remind']);
  });
});
