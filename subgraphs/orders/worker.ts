import type { Worker } from '../../kernel/chimera.ts';
import { upcasts as gigs } from '../gigs/events.ts';
import { upcasts as users } from '../users/events.ts';
import * as views from './projections.ts';
import { fire } from './projections/timers.ts';
import { reactions } from './reactions.ts';

const { timers, ...projections } = views;
const { offers, sellers } = projections;

/** `offers` and `sellers` count the orders of the own log too. */
export const worker: Worker = {
  projections,
  follows: {
    gigs: { upcasts: gigs, projections: { offers } },
    users: { upcasts: users, projections: { sellers } },
  },
  reactions,
  timers: { view: timers, fire },
};
