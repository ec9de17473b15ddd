import type { Worker } from '../../kernel/chimera.ts';
import { upcasts as orderUpcasts } from '../orders/events.ts';
import { gigRatings, memberRatings, ratings, timers } from './projections.ts';
import { openRatingWindow } from './reactions.ts';

export const worker: Worker = {
  projections: { ratings, gigRatings, memberRatings },
  follows: { orders: { upcasts: orderUpcasts, reactions: { openRatingWindow } } },
  reactions: {},
  timers: {
    view: timers,
    fire: { closeWindow: ({ stream }) => ({ type: 'CloseRatingWindow', data: { ratingId: stream } }) },
  },
};
