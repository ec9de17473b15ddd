import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { minutes } from '../../kernel/clock.ts';
import type { GigSearchView } from '../../subgraphs/gigs/projections.ts';
import { onlineOf, qualityOf, relevanceOf } from '../../subgraphs/gigs/search/ranking.ts';
import type { SearchIndex } from '../../subgraphs/gigs/search/search-index.ts';
import { gigOf, NOW, openIndex, sellerOf } from './listings.ts';

const stars = (count: number, average: number) => ({
  ratings: { '2026-01': { count, sum: count * average * 10 } },
  ratingsCount: count,
});
const sellers = [sellerOf('usr_1'), sellerOf('usr_2')];
const search = async (index: SearchIndex, query = 'logo') =>
  (await index.search({ filters: { query }, sort: 'RELEVANCE', first: 10 })).hits.map(({ gigId }) => gigId);
const rank = async (gigs: GigSearchView[], presence: { id: string; lastSeenAt: string }[] = []) =>
  search((await openIndex({ gigs, sellers, presence })).index);

describe('relevance', () => {
  it('puts the higher rated gig first, all else equal (R22)', async () => {
    expect(await rank([gigOf('gig_1', stars(10, 4)), gigOf('gig_2', stars(10, 4.9))])).toEqual([
      'gig_2',
      'gig_1',
    ]);
    expect(await rank([gigOf('gig_1', stars(10, 4.9)), gigOf('gig_2', stars(10, 4))])).toEqual([
      'gig_1',
      'gig_2',
    ]);
  });

  it('believes many good ratings more than one', async () =>
    expect(
      await rank([gigOf('gig_1', stars(1, 5)), gigOf('gig_2', stars(60, 4.9)), gigOf('gig_3', stars(60, 3))]),
    ).toEqual(['gig_2', 'gig_1', 'gig_3']));

  it('does not count what is older than two years', async () => {
    const old = { ratings: { '2023-12': { count: 50, sum: 2_500 } }, ratingsCount: 50 };
    const gigs = [gigOf('gig_1', old), gigOf('gig_2', stars(5, 4.8)), gigOf('gig_3', stars(5, 3))];
    expect(await rank(gigs)).toEqual(['gig_2', 'gig_1', 'gig_3']);
  });

  it('lets who is online float up, with some volume (R43)', async () => {
    const seen = [{ id: 'usr_2', lastSeenAt: NOW }];
    const online = { sellerId: 'usr_2' };
    expect(await rank([gigOf('gig_1'), gigOf('gig_2', online)], seen)).toEqual(['gig_2', 'gig_1']);
    const betterFit = gigOf('gig_1', { title: 'Logo', tags: ['logo', 'logo design'] });
    const worseFit = gigOf('gig_2', {
      ...online,
      title: 'I will draw for your shop',
      tags: ['art'],
      description: 'A logo',
    });
    expect(await rank([betterFit, worseFit], seen)).toEqual(['gig_1', 'gig_2']);
  });

  it('is raised by 40 % at most', () => {
    expect(relevanceOf({ text: 2, quality: 1, online: 1 })).toBeCloseTo(2.8);
    expect(relevanceOf({ text: 2, quality: 0, online: 0 })).toBe(2);
  });

  it('takes the category’s mean where nothing is rated yet', () => {
    expect(qualityOf({ count: 0, sum: 0 }, 45)).toBeCloseTo(0.875);
    expect(qualityOf({ count: 5, sum: 250 }, 40)).toBeCloseTo(0.875);
  });

  it('is online for 90 seconds, and fades over half an hour', () => {
    const after = (milliseconds: number) => onlineOf(NOW, new Date(Date.parse(NOW) + milliseconds));
    expect([after(0), after(90_000)]).toEqual([1, 1]);
    expect(after(minutes(30))).toBeCloseTo(Math.exp(-1));
    expect(onlineOf(undefined, new Date(NOW))).toBe(0);
  });
});

describe('what changes', () => {
  const isFresh = () => pause(110);

  it('is found within a moment: published, edited, paused, resumed, deleted', async () => {
    const { index, feeds } = await openIndex({ gigs: [], sellers, presence: [] });
    const after = async (gig: GigSearchView, state: 'live' | 'removed' | 'stub' = 'live', query = 'logo') => {
      feeds.gigSearch.put(gig, state);
      await isFresh();
      return search(index, query);
    };
    expect(await after(gigOf('gig_1'), 'stub')).toEqual([]);
    expect(await after(gigOf('gig_1'))).toEqual(['gig_1']);
    expect(await after(gigOf('gig_1', { title: 'A menu' }), 'live', 'menu')).toEqual(['gig_1']);
    expect(await after(gigOf('gig_1', { status: 'PAUSED' }))).toEqual([]);
    expect(await after(gigOf('gig_1'))).toEqual(['gig_1']);
    expect(await after(gigOf('gig_1'), 'removed')).toEqual([]);
  });

  it('is a seller who is full, away or free again (R46)', async () => {
    const { index, feeds, clock } = await openIndex({ gigs: [gigOf('gig_1')], sellers, presence: [] });
    const after = async (more: object) => {
      feeds.sellers.put(sellerOf('usr_1', more));
      await isFresh();
      return search(index);
    };
    expect(await after({ ordersInProgress: 5 })).toEqual([]);
    expect(await after({ ordersInProgress: 4 })).toEqual(['gig_1']);
    const away = { isAcceptingOrders: false, awayFrom: null, awayUntil: '2026-01-15T13:00:00.000Z' };
    expect(await after(away)).toEqual([]);
    clock.advance(minutes(60));
    expect(await search(index)).toEqual(['gig_1']);
  });

  it('moves no page: later pages are judged by the first one’s time', async () => {
    const gigs = ['a', 'b', 'c', 'd'].map((name, i) =>
      gigOf(`gig_${name}`, { sellerId: `usr_${(i % 2) + 1}`, ...stars(1, 4 + i / 10) }),
    );
    const presence = [{ id: 'usr_1', lastSeenAt: NOW }];
    const { index, clock, feeds } = await openIndex({ gigs, sellers, presence });
    const whole = await search(index);
    const asked = { filters: { query: 'logo' }, sort: 'RELEVANCE', first: 2 } as const;
    const first = await index.search(asked);
    clock.advance(minutes(20));
    feeds.gigSearch.put(gigOf('gig_new', { title: 'Logo' }));
    await isFresh();
    const second = await index.search({ ...asked, after: first.hits[1]!.place });
    const ids = [...first.hits, ...second.hits].map(({ gigId }) => gigId);
    expect(ids).toEqual(whole);
  });

  it('loses and repeats nothing when the hit at the cursor leaves search', async () => {
    const gigs = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, i) => gigOf(`gig_${name}`, stars(1, 4 + i / 10)));
    const { index, feeds } = await openIndex({ gigs, sellers, presence: [] });
    const whole = await search(index);
    const asked = { filters: { query: 'logo' }, sort: 'RELEVANCE', first: 3 } as const;
    const { hits } = await index.search(asked);
    feeds.gigSearch.put(gigOf(whole[2]!, { status: 'PAUSED' }));
    await isFresh();
    for (let tries = 0; tries < 2; tries += 1) {
      const next = await index.search({ ...asked, after: hits[2]!.place });
      expect(next.hits.map(({ gigId }) => gigId)).toEqual(whole.slice(3));
    }
  });
});
