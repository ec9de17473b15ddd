import { expect, it } from '@jest/globals';
import { createArenas } from '../../../gateway/bytes/arena.ts';
import { ROOM } from '../../../gateway/bytes/run.ts';
import type { Told } from '../../../gateway/bytes/told.ts';
import { bodyOfBytes } from '../../../gateway/lanes/answer.ts';

const answered = (errors: Told[]) => {
  const arenas = createArenas();
  const arena = arenas.take();
  arena.bytes.write('{"a":1}', ROOM);
  const ran = { start: ROOM, end: ROOM + '{"a":1}'.length, errors };
  const body = bodyOfBytes(ran, { arena, arenas, format: (told) => told, requestId: 'req_1' });
  const text = Buffer.from(body.bytes).toString();
  body.sent();
  return { text, kept: arenas.kept };
};

it('an answer is sent from its arena, which the next request has when it has gone', () => {
  expect(answered([])).toEqual({ text: '{"data":{"a":1}}', kept: 1 });
});

it('errors go before the data, and the next request has the arena all the same', () => {
  const { text, kept } = answered([{ message: 'No.', path: ['a'], extensions: { code: 'X' } } as Told]);
  expect(JSON.parse(text)).toEqual({
    errors: [{ message: 'No.', path: ['a'], extensions: { code: 'X' } }],
    data: { a: 1 },
  });
  expect(kept).toBe(1);
});
