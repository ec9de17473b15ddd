import { randomInt } from 'node:crypto';
import { createWatch } from '../wires/watch.ts';
import type { Wire, WireRequest } from '../wires/wire.ts';
import { Flight, type Send, type Sharing } from './flight.ts';
import { hashOfEnd, PRIME } from './hash.ts';

/** A fetch may lie in any of so many slots behind its own. Where none is free it is a call of its own. */
const [SLOTS, NEIGHBOURS] = [4_096, 4];
/** So that nobody can choose a query which takes another one's place. */
const SEED = randomInt(2 ** 31);

/**
 * Queries of the same bytes with the same headers that are in flight at once are one call, unless a mutation of whoever
 * asks has ended since it began. Never for mutations. In slots and not in a Map, which would hold what has landed: see
 * `watch.ts`.
 */
export const createSharing = (send: Wire['send'], onShared: () => void): Send => {
  const share: Send = (request, receiver) => {
    if (request.isMutation) return send(request, receiver);
    let free = -1;
    for (let number = slotOf(request), end = number + NEIGHBOURS; number < end; number += 1) {
      const flight = flights[number];
      if (flight && !flight.isFor(request)) continue;
      if (flight && !flight.isTooOldFor(request)) {
        onShared();
        return flight.join(request, receiver);
      }
      free = number; // nobody is there, or one whom nobody joins any more
    }
    if (free === -1) return send(request, receiver);
    const first = (flights[free] = new Flight(request, receiver, sharing));
    first.place = free;
    send(first, first);
  };

  const flights: Sharing['flights'] = Array.from({ length: SLOTS + NEIGHBOURS });
  const sharing: Sharing = { send, share, flights, watch: createWatch() };
  return share;
};

const SAMPLES = 64;

/** By some bytes and by who asks, without making a text of them: what has the same slot is compared in whole. */
const slotOf = ({ headers, body }: WireRequest): number => {
  let hash = hashOfEnd(headers['authorization'] ?? '', SEED ^ body.length);
  const step = Math.max(1, (body.length / SAMPLES) | 0);
  for (let at = body.length - 1; at >= 0; at -= step) hash = Math.imul(hash ^ body[at]!, PRIME);
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
};
