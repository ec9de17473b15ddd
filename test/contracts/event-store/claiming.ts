import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '../../../kernel/event-store/event-store.ts';
import { oddIds, range, usePlaces, type Adapter } from '../places.ts';
import { commitOf, logOf, tally, withoutPosition } from './commits.ts';

export const claiming = (adapter: Adapter<EventStore>) => {
  const { open } = usePlaces(adapter);

  describe('a claim', () => {
    it('is won by one of 64 streams that race for it', async () => {
      const store = await open();
      const commits = range(64).map((i) => commitOf(`usr_${i}`, 0, { claims: ['username:ana'] }));
      const answers = await Promise.all(commits.map((commit) => store.append(commit)));

      expect(tally(answers)).toEqual({ appended: 1, claimed: 63 });
      const winner = answers.findIndex(({ outcome }) => outcome === 'appended');
      for (const answer of answers)
        if (answer.outcome === 'claimed') expect(answer.claim).toBe('username:ana');
      expect(await store.holderOf('username:ana')).toBe(`usr_${winner}`);
      expect((await logOf(store, 1)).map(({ stream }) => stream)).toEqual([`usr_${winner}`]);
    });

    it('that is taken leaves nothing of the commit: no event, no command, no other claim', async () => {
      const store = await open();
      await store.append(commitOf('usr_1', 0, { claims: ['username:ana'] }));
      const late = commitOf('usr_2', 0, { claims: ['email:ana', 'username:ana', 'phone:ana'] });

      expect(await store.append(late)).toEqual({ outcome: 'claimed', claim: 'username:ana' });
      expect(await store.read('usr_2')).toEqual([]);
      expect(await store.findCommand(late.commandId)).toBeUndefined();
      expect(await store.holderOf('email:ana')).toBeUndefined();
      expect(await store.holderOf('phone:ana')).toBeUndefined();
      expect(await store.append({ ...late, claims: ['email:ana'] })).toMatchObject({ outcome: 'appended' });
    });

    it('may be made again by the stream that holds it, and named twice', async () => {
      const store = await open();
      await store.append(commitOf('usr_1', 0, { claims: ['username:ana', 'username:ana'] }));
      const again = commitOf('usr_1', 1, { claims: ['username:ana', 'username:bea'] });
      expect(await store.append(again)).toMatchObject({ outcome: 'appended' });
      expect(await store.holderOf('username:bea')).toBe('usr_1');
    });

    it('is any text, as are streams and commands', async () => {
      const store = await open();
      for (const id of oddIds) {
        const commit = commitOf(id, 0, { commandId: id, claims: [id] });
        expect(await store.append(commit)).toMatchObject({ outcome: 'appended' });
        expect(await store.findCommand(id)).toEqual({ stream: id, requestHash: commit.requestHash });
        expect(await store.holderOf(id)).toBe(id);
        expect(withoutPosition(await store.read(id))).toEqual(commit.events);
      }
      const streams = oddIds.map((stream) => ({ stream, afterRevision: 0 }));
      expect([...(await store.readMany(streams)).keys()]).toEqual(oddIds);
    });

    it('is the exact text: case and spaces count', async () => {
      const store = await open();
      await store.append(commitOf('usr_1', 0, { claims: ['username:ana'] }));
      for (const [i, claim] of ['username:Ana', 'username:ana ', 'username:an', 'username:ana_'].entries())
        expect(await store.append(commitOf(`usr_x${i}`, 0, { claims: [claim] }))).toMatchObject({
          outcome: 'appended',
        });
    });
  });
};
