import { threadCpuUsage } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import type { GigSearchView } from '../../subgraphs/gigs/projections.ts';
import { createTextIndex } from '../../subgraphs/gigs/search/text-index.ts';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const word = (i: number) => `${LETTERS[i % 26]}${(i * 7_919).toString(36)}`;

const gigOf = (id: string, title: string, description = '') =>
  ({ id, title, description, tags: ['tag'], categoryId: 'cat_proofreading' }) as GigSearchView;

const indexOf = (...gigs: GigSearchView[]) => {
  const index = createTextIndex();
  for (const gig of gigs) index.set(gig.id, gig);
  return (query: string) => [...(index.scores(query)?.keys() ?? [])].sort();
};

describe('words', () => {
  const find = indexOf(gigOf('logo', 'I will design a logo'), gigOf('song', 'I will sing a duet'));

  it.each<[string, string[]]>([
    ['logo d', ['logo']], // still being typed
    ['d', ['logo', 'song']],
    ['I will design', ['logo']],
    ['duet duet duet', ['song']],
    ['x logo', []],
    ['!!!', []],
  ])('%j finds %j', (query, found) => expect(find(query)).toEqual(found));

  it('of one letter, as many as a query holds, cost little among thousands of gigs', () => {
    const gigs = Array.from({ length: 2_000 }, (_, i) =>
      gigOf(`gig_${i}`, word(i), Array.from({ length: 30 }, (_, j) => word(i * 31 + j)).join(' ')),
    );
    const search = indexOf(...gigs);
    const before = threadCpuUsage();
    search(LETTERS.join(' '));
    search('a '.repeat(100));
    expect(threadCpuUsage(before).user).toBeLessThan(400_000);
  });
});
