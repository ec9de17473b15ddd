import { beforeAll, describe, expect, it } from '@jest/globals';
import { Arena, createArenas } from '../../../gateway/bytes/arena.ts';
import { collect } from '../../collect.ts';
import { planned, type Federation } from './both.ts';
import { entities, scripted, type Answers } from './scripted.ts';
import { shop } from './supergraphs/shop.ts';

const QUERY = '{ books { name left twin { name left } } }';

/** Books of one user: no other may ever see one of them. */
const booksOf = (user: string, count: number): Answers => ({
  catalog: () => ({
    data: {
      books: Array.from({ length: count }, (_, i) => ({
        ...{ __typename: 'Book', name: `${user} ${i}`, id: `${user}-${i}` },
        twin: i % 2 ? null : { __typename: 'Book', name: `${user} twin ${i}`, id: `${user}-${i + 1}` },
      })),
    },
  }),
  stock: entities((id) => ({ left: id.length + count })),
});

describe('an arena', () => {
  let federation: Federation;
  beforeAll(() => {
    federation = shop();
  });

  const textOf = async (arena: Arena, user: string, count: number) =>
    (await scripted(federation, QUERY, { answers: booksOf(user, count), arena })).text;

  it('holds nothing of the request before', async () => {
    const arena = new Arena();
    for (const [user, count] of [
      ['ann', 40],
      ['bob', 3],
      ['cy', 0],
      ['dee', 700],
      ['eve', 1],
    ] as const) {
      const text = await textOf(arena, user, count);
      expect(text).toBe(await textOf(new Arena(), user, count));
      expect(text!.match(/ann|bob|cy|dee|eve/g) ?? []).toEqual(
        Array(text!.split(user).length - 1).fill(user),
      );
    }
  });

  it('would show what the request before left, were it not begun anew', async () => {
    class NeverBegun extends Arena {
      isUsed = false;
      override begin(places: number) {
        if (!this.isUsed) super.begin(places);
        this.isUsed = true;
      }
    }
    const arena = new NeverBegun();
    await textOf(arena, 'ann', 4);
    expect(await textOf(arena, 'bob', 4)).toContain('ann');
  });

  it.each([1, 40, 4_000])('keeps what was asked and what came as it was, with %d objects', async (count) => {
    const known = booksOf('ann', count);
    const surprising: Answers = { ...known, stock: () => ({ data: { _entities: 'none' } }) };
    for (const answers of [known, surprising]) {
      const { asked, noted } = await scripted(federation, QUERY, { answers });
      const all = asked.flatMap((one, index) => [one, answers[index === 0 ? 'catalog' : 'stock']!(one)]);
      expect(noted.map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as unknown)).toEqual(all);
    }
  });

  it('is held by nobody when its request is over, though the code that used it is kept', async () => {
    const { compiled } = planned(federation, { query: QUERY, variables: {} })!;
    const kept = compiled();
    const held: WeakRef<ArrayBufferLike>[] = [];
    const use = async (answers: Answers) => {
      const arena = new Arena();
      await scripted(federation, QUERY, { answers, arena, compiled: kept });
      held.push(new WeakRef(arena.bytes.buffer));
    };
    await use({ ...booksOf('ann', 40), stock: () => ({ data: { _entities: 'none' } }) }); // ends by a surprise
    await use(booksOf('bob', 40));
    await new Promise((resolve) => setTimeout(resolve)); // a WeakRef holds until then
    collect();
    expect(held.map((one) => one.deref())).toEqual([undefined, undefined]);
    expect(kept.fetches).toHaveLength(3);
  });

  it('comes back to those who need one, unless it grew large', async () => {
    const arenas = createArenas();
    const [small, large] = [arenas.take(), arenas.take()];
    large.ensure(5 * 1024 * 1024);
    arenas.giveBack(large);
    expect(arenas.kept).toBe(0);
    arenas.giveBack(small);
    expect(arenas.kept).toBe(1);
    expect(arenas.take()).toBe(small);
  });

  it('is kept while all of them together are not much', () => {
    const arenas = createArenas();
    const [first, ...others] = Array.from({ length: 300 }, () => arenas.take());
    for (const arena of others.slice(0, 50)) arena.ensure(2 * 1024 * 1024);
    for (const arena of others) arenas.giveBack(arena);
    const kept = Array.from({ length: arenas.kept }, () => arenas.take().size);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(64 * 1024 * 1024);
    arenas.giveBack(first!);
    expect(arenas.kept).toBe(1);
  });

  it('counts all that it holds', () => {
    const arena = new Arena();
    const before = arena.size;
    arena.table = new Int32Array(1_000);
    arena.expect(new Int32Array(500));
    arena.recordsOf(3, 1_000);
    arena.recordsOf(3, 3_000);
    arena.recordsOf(3, 10);
    arena.begin(600);
    expect(arena.size - before).toBe(4 * (1_000 + 1_000 + 6_000 + 1_200 - 3 * 256));
  });
});
