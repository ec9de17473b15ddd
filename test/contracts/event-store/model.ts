import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Appended, EventStore, NewCommit } from '../../../kernel/event-store/event-store.ts';
import type { Adapter } from '../places.ts';
import { commitOf, disorder, logOf, withoutPosition } from './commits.ts';

type Asked = { stream: string; behind: number; size: number; command: number; claims: string[] };

const asked: fc.Arbitrary<Asked> = fc.record({
  stream: fc.constantFrom('str_a', 'str_b', 'str_c'),
  behind: fc.constantFrom(0, 0, 0, 1, -1),
  size: fc.integer({ min: 1, max: 3 }),
  command: fc.integer({ min: 1, max: 40 }),
  claims: fc.subarray(['one', 'two', 'three']),
});

/** What an event store is, in a few lines: the adapter must answer the same. */
const createModel = () => {
  const log: NewCommit[] = [];
  const holders = new Map<string, string>();
  const eventsOf = (stream: string) => log.flatMap(({ events }) => events.filter((e) => e.stream === stream));
  return {
    log,
    holders,
    eventsOf,
    append(commit: NewCommit): Appended['outcome'] {
      const { stream, commandId, expectedRevision, claims = [] } = commit;
      if (log.some((known) => known.commandId === commandId)) return 'repeated';
      if (eventsOf(stream).length !== expectedRevision) return 'conflict';
      if (claims.some((claim) => (holders.get(claim) ?? stream) !== stream)) return 'claimed';
      for (const claim of claims) holders.set(claim, stream);
      log.push(commit);
      return 'appended';
    },
  };
};

const run = async (store: EventStore, history: Asked[]) => {
  const model = createModel();
  for (const { stream, behind, size, command, claims } of history) {
    const revision = Math.max(0, model.eventsOf(stream).length - behind);
    const commit = commitOf(stream, revision, { size, claims, commandId: `command ${command}` });
    expect((await store.append(commit)).outcome).toBe(model.append(commit));
  }
  const expected = model.log.flatMap(({ events }) => events);
  const log = await logOf(store, expected.length);
  expect(withoutPosition(log)).toEqual(expected);
  expect(disorder(log)).toEqual([]);
  for (const claim of ['one', 'two', 'three'])
    expect(await store.holderOf(claim)).toBe(model.holders.get(claim));
  for (const { commandId, stream, requestHash } of model.log)
    expect(await store.findCommand(commandId)).toEqual({ stream, requestHash });
};

export const followingItsModel = (adapter: Adapter<EventStore>) =>
  describe('any history', () => {
    it('is answered and stored as the model says', async () => {
      const histories = fc.array(asked, { minLength: 1, maxLength: 40 });
      const property = fc.asyncProperty(histories, async (history) => {
        const place = await adapter.create();
        const store = await place.open();
        try {
          await run(store, history);
        } finally {
          await store.close();
          await place.discard();
        }
      });
      await fc.assert(property, { numRuns: 40 });
    });
  });
