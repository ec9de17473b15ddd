import { isDeepStrictEqual } from 'node:util';
import MiniSearch from 'minisearch';
import { categoryOf, pathOf } from '../categories.ts';
import type { GigSearchView } from '../projections.ts';

type Text = { id: string; title: string; tags: string; category: string; description: string };

const plain = (term: string) => term.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

const textOf = ({ id, title, tags, categoryId, description }: GigSearchView): Text => ({
  id,
  title,
  tags: tags.join(' '),
  category: pathOf(categoryId)
    .map((path) => categoryOf(path)?.name ?? '')
    .join(' '),
  description,
});

/** Words of the gigs that can be found. Every word asked must be there, begun or slightly misspelt at least. */
export const createTextIndex = () => {
  const index = new MiniSearch<Text>({
    fields: ['title', 'tags', 'category', 'description'],
    processTerm: plain,
    searchOptions: {
      combineWith: 'AND',
      // one letter begins so many words that it costs the most and says the least: only where it is last
      prefix: (term, i, terms) => term.length > 1 || i === terms.length - 1,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      boost: { title: 3, tags: 2, category: 2 },
    },
  });
  const indexed = new Map<string, Text>();

  return {
    /** Null: it cannot be found any more. */
    set(id: string, gig: GigSearchView | null) {
      const text = gig && textOf(gig);
      const before = indexed.get(id);
      if (isDeepStrictEqual(before, text ?? undefined)) return;
      // Removed at once, not discarded: that would weigh words anew in the middle of later searches.
      if (before) index.remove(before);
      indexed.delete(id);
      if (!text) return;
      index.add(text);
      indexed.set(id, text);
    },

    /** How well each gig fits the words, by id; undefined where no words are asked. */
    scores(query = ''): Map<string, number> | undefined {
      if (query.trim() === '') return undefined;
      const words = new Set(query.split(/\s+/));
      return new Map(index.search([...words].join(' ')).map(({ id, score }) => [id as string, score]));
    },
  };
};
