import { describe, expect, it } from '@jest/globals';
import type { RowStore } from '../../kernel/row-store/row-store.ts';
import { oddIds, range, usePlaces, type Adapter } from './places.ts';

type Session = { id: string; userId: string; uses: number; note?: string | null };

const session = (id: string, more: Partial<Session> = {}): Session => ({
  id,
  userId: 'usr_1',
  uses: 0,
  ...more,
});

/** What every row store promises, whatever it is made of. */
export const rowStoreContract = (name: string, adapter: Adapter<RowStore>) =>
  describe(`row store: ${name}`, () => {
    writing(adapter);
    reading(adapter);
    if (adapter.isDurable) reopening(adapter);
  });

const opening = (adapter: Adapter<RowStore>) => {
  const { open, reopen } = usePlaces(adapter);
  return { open, reopen, openRows: async () => (await open()).open<Session>('sessions', ['userId']) };
};

const writing = (adapter: Adapter<RowStore>) => {
  const { openRows } = opening(adapter);

  describe('a row', () => {
    it('is inserted once: a second insert changes nothing and says so', async () => {
      const rows = await openRows();
      const first = session('ses_1', { note: 'é 🎈 \u0000 "x"' });
      expect(await rows.insert(first)).toBe(true);
      expect(await rows.insert(session('ses_1', { uses: 9 }))).toBe(false);
      expect(await rows.get(['ses_1'])).toStrictEqual([first]);
    });

    it('is inserted by one of 64 that try at once', async () => {
      const rows = await openRows();
      const answers = await Promise.all(range(64).map((uses) => rows.insert(session('ses_1', { uses }))));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await rows.get(['ses_1']))[0]?.uses).toBe(answers.indexOf(true));
    });

    it('is updated in one step: 50 increments at once add up', async () => {
      const rows = await openRows();
      await rows.insert(session('ses_1'));
      const answers = await Promise.all(
        range(50).map(() => rows.update('ses_1', (row) => ({ ...row, uses: row.uses + 1 }))),
      );
      expect(answers).toEqual(range(50).map(() => true));
      expect((await rows.get(['ses_1']))[0]?.uses).toBe(50);
    });

    it('is used up by one of 20 that try at once', async () => {
      const rows = await openRows();
      await rows.insert(session('ses_1'));
      const use = (row: Session) => (row.uses === 0 ? { ...row, uses: 1 } : null);
      const answers = await Promise.all(range(20).map(() => rows.update('ses_1', use)));
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    it('is left alone by an update that answers null, that throws, or that is of another row', async () => {
      const rows = await openRows();
      await rows.insert(session('ses_1'));
      expect(await rows.update('ses_1', () => null)).toBe(false);
      expect(await rows.update('ses_2', (row) => ({ ...row, uses: 5 }))).toBe(false);
      const failing = rows.update('ses_1', () => {
        throw new Error('not now');
      });
      await expect(failing).rejects.toThrow('not now');
      expect(await rows.all()).toEqual([session('ses_1')]);
      expect(await rows.update('ses_1', (row) => ({ ...row, uses: 2 }))).toBe(true);
    });

    it('keeps its id whatever an update says', async () => {
      const rows = await openRows();
      await rows.insert(session('ses_1'));
      await rows.update('ses_1', () => session('ses_9', { uses: 3 }));
      expect(await rows.all()).toEqual([session('ses_1', { uses: 3 })]);
    });

    it('is gone once it is removed, and may be inserted again', async () => {
      const rows = await openRows();
      for (const i of range(3)) await rows.insert(session(`ses_${i}`));
      await rows.remove(['ses_0', 'ses_2', 'ses_none']);
      await rows.remove([]);
      expect(await rows.get(['ses_0', 'ses_1', 'ses_2'])).toEqual([null, session('ses_1'), null]);
      expect(await rows.findBy('userId', 'usr_1')).toEqual([session('ses_1')]);
      expect(await rows.insert(session('ses_0'))).toBe(true);
    });
  });
};

const reading = (adapter: Adapter<RowStore>) => {
  const { open, openRows } = opening(adapter);

  describe('rows', () => {
    it('come in the order of the ids asked for, null where there is none', async () => {
      const rows = await openRows();
      for (const i of range(3)) await rows.insert(session(`ses_${i}`));
      expect(await rows.get(['ses_2', 'no', 'ses_0', 'ses_2'])).toEqual([
        session('ses_2'),
        null,
        session('ses_0'),
        session('ses_2'),
      ]);
      expect(await rows.get([])).toEqual([]);
    });

    it('have any text as id and as value', async () => {
      const rows = await openRows();
      const odd = oddIds.map((id) => session(id, { userId: id }));
      for (const row of odd) expect(await rows.insert(row)).toBe(true);
      expect(await rows.get(oddIds)).toEqual(odd);
      for (const id of oddIds) expect(await rows.findBy('userId', id)).toEqual([session(id, { userId: id })]);
      for (const id of oddIds)
        expect(await rows.update(id, (row) => ({ ...row, uses: row.uses + 1 }))).toBe(true);
      expect((await rows.all()).map(({ uses }) => uses)).toEqual(oddIds.map(() => 1));
      await rows.remove(oddIds.slice(1));
      expect((await rows.all()).map(({ id }) => id)).toEqual(oddIds.slice(0, 1));
    });

    it('are found by an indexed field, all of them, as they are now', async () => {
      const rows = await openRows();
      for (const i of range(30)) await rows.insert(session(`ses_${i}`, { userId: `usr_${i % 3}` }));
      await rows.update('ses_0', (row) => ({ ...row, userId: "o'hara" }));
      const idsOf = async (userId: string) =>
        (await rows.findBy('userId', userId)).map(({ id }) => id).sort();
      expect(await idsOf('usr_0')).toEqual(
        range(9)
          .map((i) => `ses_${(i + 1) * 3}`)
          .sort(),
      );
      expect(await idsOf("o'hara")).toEqual(['ses_0']);
      expect(await idsOf('usr_')).toEqual([]);
    });

    it('are not found by a field without an index: that would read them all', async () => {
      const rows = await openRows();
      await expect(rows.findBy('note', 'x')).rejects.toThrow('Expected one of userId, got note.');
    });

    it('come all, by id, and only those of their name', async () => {
      const store = await open();
      const [rows, others] = [await store.open<Session>('sessions'), await store.open<Session>('texts')];
      for (const id of ['b', 'c', 'a']) await rows.insert(session(id));
      expect(await others.insert(session('a', { uses: 7 }))).toBe(true);
      expect((await rows.all()).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
      expect(await others.all()).toEqual([session('a', { uses: 7 })]);
    });

    it('of one name are the same to all who open it', async () => {
      const store = await open();
      const [one, other] = [
        await store.open<Session>('sessions'),
        await store.open<Session>('sessions', ['userId']),
      ];
      await one.insert(session('ses_1'));
      expect(await other.findBy('userId', 'usr_1')).toEqual([session('ses_1')]);
    });
  });
};

const reopening = (adapter: Adapter<RowStore>) => {
  const { open, reopen } = opening(adapter);

  it('has its rows when it is opened again, also for an index that is new', async () => {
    const store = await open();
    await (await store.open<Session>('sessions')).insert(session('ses_1'));
    const rows = await (await reopen(store)).open<Session>('sessions', ['userId']);
    expect(await rows.all()).toEqual([session('ses_1')]);
    expect(await rows.findBy('userId', 'usr_1')).toEqual([session('ses_1')]);
  });
};
