import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, asMember, asStaff } from '../marketplace.ts';
import { gigOf, mutate, ofUser, openGigs, publishedGig, type Gigs } from './open.ts';
import { BEA, SAM } from './story.ts';

let gigs: Gigs;
const ids: Record<'DRAFT' | 'ACTIVE' | 'PAUSED' | 'DELETED', string> = {
  DRAFT: '',
  ACTIVE: '',
  PAUSED: '',
  DELETED: '',
};

beforeAll(async () => {
  gigs = await openGigs();
  for (const status of Object.keys(ids) as (keyof typeof ids)[]) {
    gigs.clock.advance(1_000);
    ids[status] =
      status === 'DRAFT'
        ? (await mutate(gigs, 'createGig', { title: 'A draft' })).gig.id
        : await publishedGig(gigs);
  }
  await mutate(gigs, 'pauseGig', { id: ids.PAUSED });
  await mutate(gigs, 'deleteGig', { id: ids.DELETED, fields: 'deletedGigId' });
  await gigs.settled();
});
afterAll(() => gigs.close());

const strangers = { anonymous, member: asMember(BEA) };
const insiders = { seller: asMember(SAM), staff: asStaff() };

describe('a gig', () => {
  it.each(Object.entries(strangers))(
    'is seen by %s once it was published, until it is deleted',
    async (_, viewer) => {
      expect(await gigOf(gigs, viewer, ids.ACTIVE)).toMatchObject({ status: 'ACTIVE' });
      expect(await gigOf(gigs, viewer, ids.PAUSED)).toMatchObject({ status: 'PAUSED' });
      expect(await gigOf(gigs, viewer, ids.DRAFT)).toBeNull();
      expect(await gigOf(gigs, viewer, ids.DELETED)).toBeNull();
    },
  );

  it.each(Object.entries(insiders))('is always seen by its %s', async (_, viewer) => {
    for (const [status, id] of Object.entries(ids))
      expect(await gigOf(gigs, viewer, id)).toMatchObject({ status });
  });

  it('is found by its slug, by who may see it', async () => {
    const bySlug = async (id: string, viewer = asMember(SAM)) => {
      const { slug } = await gigOf(gigs, asStaff(), id, 'slug');
      const query = 'query ($slug: String!) { gig(slug: $slug) { id } }';
      return (await gigs.ask(viewer, 'gigs', query, { slug })).data.gig;
    };
    expect(await bySlug(ids.ACTIVE, anonymous)).toEqual({ id: ids.ACTIVE });
    expect(await bySlug(ids.DRAFT)).toEqual({ id: ids.DRAFT });
    expect(await bySlug(ids.DRAFT, anonymous)).toBeNull();
    expect((await gigs.ask(anonymous, 'gigs', '{ gig(slug: "nothing") { id } }')).data.gig).toBeNull();
  });

  it('passes the same rule as an entity', async () => {
    const { slug } = await gigOf(gigs, asStaff(), ids.DRAFT, 'slug');
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Gig { id } } }';
    const of = [{ id: ids.ACTIVE }, { id: ids.DRAFT }, { slug }, { id: 'nonsense' }].map((key) => ({
      __typename: 'Gig',
      ...key,
    }));
    const { data } = await gigs.ask(anonymous, 'gigs', query, { of });
    expect(data._entities).toEqual([{ id: ids.ACTIVE }, null, null, null]);
  });
});

describe('a member’s gigs', () => {
  const listOf = async (viewer: typeof anonymous, args = '') =>
    (
      await ofUser(
        gigs,
        viewer,
        SAM,
        `gigs${args} { nodes { id } totalCount pageInfo { hasNextPage endCursor } }`,
      )
    ).gigs;

  it.each(Object.entries(strangers))('are those that %s can buy', async (_, viewer) => {
    expect(await listOf(viewer)).toMatchObject({ nodes: [{ id: ids.ACTIVE }], totalCount: 1 });
    for (const status of ['DRAFT', 'PAUSED', 'DELETED'])
      expect(await listOf(viewer, `(status: ${status})`)).toMatchObject({ nodes: [], totalCount: 0 });
  });

  it.each(Object.entries(insiders))(
    'are all but the deleted for their %s, the newest first',
    async (_, viewer) => {
      const { nodes, totalCount } = await listOf(viewer);
      expect(nodes.map(({ id }: { id: string }) => id)).toEqual([ids.PAUSED, ids.ACTIVE, ids.DRAFT]);
      expect(totalCount).toBe(3);
      for (const status of Object.keys(ids) as (keyof typeof ids)[])
        expect(await listOf(viewer, `(status: ${status})`)).toMatchObject({ nodes: [{ id: ids[status] }] });
    },
  );

  it('come by pages, none short', async () => {
    const first = await listOf(asMember(SAM), '(first: 2)');
    expect(first).toMatchObject({ pageInfo: { hasNextPage: true }, totalCount: 3 });
    const second = await listOf(asMember(SAM), `(first: 2, after: "${first.pageInfo.endCursor}")`);
    expect(second).toMatchObject({ nodes: [{ id: ids.DRAFT }], pageInfo: { hasNextPage: false } });
    const foreign = await ofUser(
      gigs,
      anonymous,
      SAM,
      `gigs(after: "${first.pageInfo.endCursor}") { nodes { id } }`,
    );
    expect(foreign.errors).toMatchObject([{ extensions: { code: 'INVALID' } }]);
  });
});

describe('categories', () => {
  it('are two levels, and count active gigs, children included (R8)', async () => {
    const query = '{ categories { id slug name gigsCount parent { id } children { id parent { id } } } }';
    const { categories } = (await gigs.ask(anonymous, 'gigs', query)).data;
    type Category = {
      id: string;
      slug: string;
      gigsCount: number;
      parent: object | null;
      children: object[];
    };
    const bySlug = (slug: string): Category =>
      categories.find((category: Category) => category.slug === slug);
    expect(bySlug('logo-design')).toMatchObject({
      gigsCount: 1,
      parent: { id: 'cat_graphics-design' },
      children: [],
    });
    expect(bySlug('graphics-design')).toMatchObject({ gigsCount: 1, parent: null });
    expect(bySlug('graphics-design').children).toContainEqual({
      id: 'cat_logo-design',
      parent: { id: 'cat_graphics-design' },
    });
    expect(bySlug('proofreading').gigsCount).toBe(0);
  });

  it('are entities', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Category { name } } }';
    const of = ['cat_logo-design', 'cat_nothing'].map((id) => ({ __typename: 'Category', id }));
    expect((await gigs.ask(anonymous, 'gigs', query, { of })).data._entities).toEqual([
      { name: 'Logo Design' },
      null,
    ]);
  });
});
