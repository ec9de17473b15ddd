import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hours } from '../../kernel/clock.ts';
import { anonymous } from '../marketplace.ts';
import { ofEntity, openRatings, rateBuyer, submitRating, type Ratings } from './open.ts';
import { BEA, GIG, SAM } from './story.ts';

const COUNT = 10;
const other = GIG.replace(/1$/, '2');

let ratings: Ratings;
beforeAll(async () => {
  ratings = await openRatings();
  for (let number = 1; number <= COUNT; number += 1) {
    const stars = ((number - 1) % 5) + 1;
    await ratings.complete(number, number === COUNT ? { gigId: other } : {});
    await submitRating(ratings, number, { scores: { quality: stars, communication: stars, value: 1 } });
    await rateBuyer(ratings, number);
    ratings.clock.advance(hours(1));
  }
  await ratings.settled();
});
afterAll(() => ratings.close());

const ofGig = (fields: string, id = GIG) => ofEntity(ratings, anonymous, { type: 'Gig', id, fields });
const ofUser = (fields: string, id = SAM) => ofEntity(ratings, anonymous, { type: 'User', id, fields });
type Node = { overall: number; publishedAt: string };

describe('Gig.ratings', () => {
  const overalls = async (args: string): Promise<number[]> =>
    (await ofGig(`ratings${args} { nodes { overall } }`)).ratings.nodes.map(({ overall }: Node) => overall);

  it('is sorted as asked', async () => {
    expect(await overalls('')).toEqual([3, 2.3, 1.7, 1, 3.7, 3, 2.3, 1.7, 1]);
    expect(await overalls('(sort: HIGHEST)')).toEqual([3.7, 3, 3, 2.3, 2.3, 1.7, 1.7, 1, 1]);
    expect(await overalls('(sort: LOWEST)')).toEqual([1, 1, 1.7, 1.7, 2.3, 2.3, 3, 3, 3.7]);
  });

  it('is filtered by whole stars', async () => {
    expect(await overalls('(stars: 2)')).toEqual([2.3, 1.7, 2.3, 1.7]);
    expect(await overalls('(stars: 5)')).toEqual([]);
  });

  it.each(['NEWEST', 'HIGHEST', 'LOWEST'])('is paged by %s without gaps or repetitions', async (sort) => {
    const ids: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const args: string = `first: 2, sort: ${sort}${after ? `, after: "${after}"` : ''}`;
      const page = await ofGig(
        `ratings(${args}) { edges { node { id } } pageInfo { endCursor hasNextPage } }`,
      );
      ids.push(...page.ratings.edges.map(({ node }: { node: { id: string } }) => node.id));
      ({ endCursor: after, hasNextPage: more } = page.ratings.pageInfo);
    }
    expect(ids).toHaveLength(COUNT - 1);
    expect(new Set(ids).size).toBe(COUNT - 1);
  });

  it.each(['(first: 0)', '(first: -1)', '(first: 101)', '(stars: 0)', '(stars: 6)', '(after: "forged")'])(
    'refuses %s',
    async (args) => {
      const { errors } = await ofGig(`ratings${args} { nodes { id } }`);
      expect(errors[0].extensions.code).toBe('INVALID');
      expect(errors[0].message).toMatch(/^Expected .*, got /);
    },
  );

  it('refuses a cursor of another list', async () => {
    const { ratings: page } = await ofGig('ratings(first: 1) { pageInfo { endCursor } }');
    const { errors } = await ofGig(`ratings(after: "${page.pageInfo.endCursor}") { nodes { id } }`, other);
    expect(errors[0].extensions.code).toBe('INVALID');
  });
});

describe('the stars', () => {
  const breakdown = '{ average count distribution { stars count } quality communication value }';

  it('of a gig', async () => {
    const { ratingBreakdown, ratingSummary } = await ofGig(
      `ratingBreakdown ${breakdown} ratingSummary { average count }`,
    );
    expect(ratingBreakdown).toEqual({
      average: 2.19,
      count: 9,
      distribution: [
        { stars: 5, count: 0 },
        { stars: 4, count: 1 },
        { stars: 3, count: 2 },
        { stars: 2, count: 4 },
        { stars: 1, count: 2 },
      ],
      quality: 2.78,
      communication: 2.78,
      value: 1,
    });
    expect(ratingSummary).toEqual({ average: 2.19, count: 9 });
  });

  it('of a gig that nobody rated', async () =>
    expect(await ofGig('ratingSummary { average count } ratings { nodes { id } }', 'gig_none')).toEqual({
      ratingSummary: { average: null, count: 0 },
      ratings: { nodes: [] },
    }));

  it('of a member as a seller and as a buyer', async () => {
    const fields = `sold: ratingBreakdown { count } bought: ratingBreakdown(as: BUYER) ${breakdown}`;
    expect(await ofUser(fields)).toMatchObject({ sold: { count: 10 }, bought: { count: 0, average: null } });
    expect(await ofUser(fields, BEA)).toMatchObject({
      sold: { count: 0 },
      bought: {
        count: 10,
        average: 4,
        quality: null,
        distribution: [{}, { stars: 4, count: 10 }, {}, {}, {}],
      },
    });
  });

  it('of a seller’s work in a list', async () => {
    const { ratingsReceived } = await ofUser(
      'ratingsReceived(sort: HIGHEST) { totalCount nodes { overall } }',
    );
    expect(ratingsReceived.totalCount).toBe(10);
    expect(ratingsReceived.nodes.slice(0, 2)).toEqual([{ overall: 3.7 }, { overall: 3.7 }]);
  });
});

describe('reads', () => {
  it('do not grow with the number of gigs', async () => {
    const { views } = ratings.hosted['ratings']!.host;
    const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Gig {
      ratingSummary { average } ratingBreakdown { count } ratings(first: 3) { nodes { overall order { id } } totalCount }
    } } }`;
    const reads = async (of: string[]) => {
      let count = 0;
      const watched = Object.values(views).flatMap((view) =>
        (['get', 'find', 'findEach', 'count', 'countEach'] as const).map((name) => {
          const original = view[name];
          Object.assign(view, {
            [name]: (...args: []) => ((count += 1), (original as () => unknown).apply(view, args)),
          });
          return () => Object.assign(view, { [name]: original });
        }),
      );
      await ratings.ask(anonymous, 'ratings', query, { of: of.map((id) => ({ __typename: 'Gig', id })) });
      watched.forEach((restore) => restore());
      return count;
    };
    expect(await reads([GIG])).toBe(3);
    expect(await reads([GIG, other, ...Array.from({ length: 20 }, (_, i) => `gig_${i}`)])).toBe(3);
  });
});
