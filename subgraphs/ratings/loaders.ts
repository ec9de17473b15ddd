import type { Host, ViewsOf } from '../../kernel/chimera.ts';
import { loadListOfEach } from '../../kernel/graphql/connections.ts';
import { loadOne, only, onlyById, type Gettable } from '../../kernel/graphql/loaders.ts';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import type { gigRatings, memberRatings, ratings, RatingView } from './projections.ts';

type Views = { ratings: typeof ratings; gigRatings: typeof gigRatings; memberRatings: typeof memberRatings };

/** What a buyer wrote is theirs alone until it is published. A mere window is no rating to anybody. */
export const canSee = {
  Rating: ({ id, isStaff }: Viewer, { status, buyerId }: RatingView) =>
    status === 'PUBLISHED' || (status === 'BLIND' && (isStaff || id === buyerId)),
};

/** Once per request. By id a rating is read from its page, so that who has rated sees it at once. */
export const createLoaders = ({ views, pages, cursors }: Host<ViewsOf<Views>>, viewer: Viewer) => {
  const page = loadOne(pages['rating'] as Gettable<RatingView>);
  const known = { get: (ids: string[]) => Promise.all(ids.map((id) => page.load(id))) };
  const seen = only(views.ratings, viewer, canSee.Rating);
  return {
    /** The window too, before there is a rating: only eligibilityOf judges it. */
    window: page,
    rating: loadOne(onlyById(known, viewer, canSee.Rating)),
    ratingsOfGig: loadListOfEach(seen, 'gigId', cursors),
    ratingsOfSeller: loadListOfEach(seen, 'sellerId', cursors),
    ratingsOfBuyer: loadListOfEach(seen, 'buyerId', cursors),
    gigRatings: loadOne(views.gigRatings),
    memberRatings: loadOne(views.memberRatings),
  };
};

export type Loaders = ReturnType<typeof createLoaders>;
