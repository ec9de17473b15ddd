import type { Service, Worker } from '../kernel/chimera.ts';
import { service as gigs } from './gigs/service.ts';
import { worker as gigsWorker } from './gigs/worker.ts';
import { service as orders } from './orders/service.ts';
import { worker as ordersWorker } from './orders/worker.ts';
import { service as ratings } from './ratings/service.ts';
import { worker as ratingsWorker } from './ratings/worker.ts';
import { service as users } from './users/service.ts';
import { worker as usersWorker } from './users/worker.ts';

/** The four, by name and port. */
export const subgraphs: Record<string, { port: number; service: Service; worker: Worker }> = {
  users: { port: 4001, service: users, worker: usersWorker },
  gigs: { port: 4002, service: gigs, worker: gigsWorker },
  orders: { port: 4003, service: orders, worker: ordersWorker },
  ratings: { port: 4004, service: ratings, worker: ratingsWorker },
};
