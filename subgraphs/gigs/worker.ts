import type { Worker } from '../../kernel/chimera.ts';
import { upcasts as ordersUpcasts } from '../orders/events.ts';
import { upcasts as ratingsUpcasts } from '../ratings/events.ts';
import { upcasts as usersUpcasts } from '../users/events.ts';
import { categories, gigs, gigSearch, presence, sellers } from './projections.ts';
import { reactions } from './reactions.ts';

export const worker: Worker = {
  projections: { gigs, gigSearch, categories },
  follows: {
    users: { upcasts: usersUpcasts, projections: { sellers } },
    orders: { upcasts: ordersUpcasts, projections: { gigSearch, sellers } },
    ratings: { upcasts: ratingsUpcasts, projections: { gigSearch } },
  },
  reactions,
  activity: { presence },
};
