import type { Worker } from '../../kernel/chimera.ts';
import { upcasts as ordersUpcasts } from '../orders/events.ts';
import { upcasts as ratingsUpcasts } from '../ratings/events.ts';
import { presence, sellerBuyers, sellers, users } from './projections.ts';
import { reactions } from './reactions.ts';

export const worker: Worker = {
  projections: { users },
  follows: {
    orders: { upcasts: ordersUpcasts, projections: { users, sellers, sellerBuyers } },
    ratings: { upcasts: ratingsUpcasts, projections: { users, sellers } },
  },
  reactions,
  activity: { presence },
};
