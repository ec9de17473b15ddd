import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '../../kernel/event-store/event-store.ts';
import { appending } from './event-store/appending.ts';
import { claiming } from './event-store/claiming.ts';
import { commitOf, disorder, logOf } from './event-store/commits.ts';
import { followingItsModel } from './event-store/model.ts';
import { restoring } from './event-store/restoring.ts';
import { tailing } from './event-store/tailing.ts';
import { range, usePlaces, type Adapter } from './places.ts';

/** What every event store promises, whatever it is made of. */
export const eventStoreContract = (name: string, adapter: Adapter<EventStore>) =>
  describe(`event store: ${name}`, () => {
    appending(adapter);
    claiming(adapter);
    tailing(adapter);
    restoring(adapter);
    followingItsModel(adapter);
    closing(adapter);
    if (adapter.isDurable) reopening(adapter);
  });

const closing = (adapter: Adapter<EventStore>) => {
  const { open } = usePlaces(adapter);

  describe('a closed store', () => {
    it('has answered what was asked before', async () => {
      const store = await open();
      const answers = range(10).map((i) => store.append(commitOf(`str_${i}`)));
      await store.close();
      for (const { outcome } of await Promise.all(answers)) expect(outcome).toBe('appended');
    });

    it('rejects what is asked after', async () => {
      const store = await open();
      await store.close();
      await expect(store.append(commitOf('str_a'))).rejects.toThrow();
      await expect(store.readAll(0, 1)).rejects.toThrow();
    });
  });
};

const reopening = (adapter: Adapter<EventStore>) => {
  const { open, reopen } = usePlaces(adapter);

  describe('a store opened again', () => {
    it('has the same log, and goes on with its numbers', async () => {
      const store = await open();
      await Promise.all(range(20).map((i) => store.append(commitOf(`str_${i}`, 0, { size: 1 + (i % 3) }))));
      const before = await logOf(store, 39);

      const again = await reopen(store);
      expect(await again.readAll(0, 1_000)).toEqual(before);
      await again.append(commitOf('str_0', 1));
      const after = await logOf(again, 40);
      expect(after.slice(0, 39)).toEqual(before);
      expect(disorder(after)).toEqual([]);
    });

    it('knows its commands and its claims', async () => {
      const store = await open();
      const commit = commitOf('usr_1', 0, { claims: ['username:ana'] });
      await store.append(commit);

      const again = await reopen(store);
      const { stream, commandId, requestHash } = commit;
      expect(await again.findCommand(commandId)).toEqual({ stream, requestHash });
      expect(await again.append(commitOf('usr_2', 0, { commandId }))).toEqual({ outcome: 'repeated' });
      const rival = commitOf('usr_2', 0, { claims: ['username:ana'] });
      expect(await again.append(rival)).toEqual({ outcome: 'claimed', claim: 'username:ana' });
    });
  });
};
