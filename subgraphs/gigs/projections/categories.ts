import type { Projection } from '../../../kernel/projection.ts';
import { pathOf } from '../categories.ts';
import type { GigEvent } from '../events.ts';

/** Active gigs, those of its children included. */
export type CategoryView = { id: string; gigsCount: number };

type Counting = GigEvent & { type: 'GigPublished' | 'GigPaused' | 'GigResumed' | 'GigDeleted' };

const counting =
  (by: number) =>
  (_: object, { gigsCount = 0 }: Partial<CategoryView>) => ({ gigsCount: gigsCount + by });

export const categories: Projection<CategoryView, Counting> = {
  view: 'categories',
  version: 1,
  key: ({ data: { categoryId } }) => (categoryId === undefined ? undefined : pathOf(categoryId)),
  on: {
    GigPublished: counting(1),
    GigPaused: counting(-1),
    GigResumed: counting(1),
    GigDeleted: (event, category) => counting(event.data.from === 'ACTIVE' ? -1 : 0)(event, category),
  },
};
