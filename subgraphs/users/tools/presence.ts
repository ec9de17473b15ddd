import { minutes, type Clock } from '../../../kernel/clock.ts';
import type { EventBus } from '../../../kernel/event-bus/event-bus.ts';
import { remember } from '../../../kernel/graphql/remember.ts';
import { siblingId, type Ids } from '../../../kernel/ids.ts';
import type { MemberSeen } from '../events.ts';

/** Tells that a member is here: at most once a minute, however often the storefront says so. */
export type Presence = { seen(userId: string): Promise<void> };

type Needs = { bus: EventBus; clock: Clock; ids: Ids };

const MOST_REMEMBERED = 10_000;

export const createPresence = ({ bus, clock, ids }: Needs): Presence => {
  const told = remember<number>(MOST_REMEMBERED);

  return {
    async seen(userId) {
      const now = clock.now();
      const last = told.get(userId);
      if (last !== undefined && now.getTime() - last < minutes(1)) return;
      told.set(userId, now.getTime());
      try {
        await bus.publish('activity.events', [messageOf(userId, ids.next('evt'), now)]);
      } catch (error) {
        told.set(userId, 0); // untold: the next heartbeat tries again
        throw error;
      }
    },
  };
};

/** No log numbers these: their position is the time, which is all that counts in them. */
const messageOf = (userId: string, id: string, now: Date) => {
  const type: MemberSeen['type'] = 'MemberSeen';
  const data: MemberSeen['data'] = { userId };
  const at = now.toISOString();
  const stream = siblingId('act', userId);
  const event = { id, type, schemaVersion: 1, stream, revision: 1, at, data };
  return {
    key: userId,
    value: JSON.stringify(event),
    headers: { id, type, schemaVersion: '1', position: String(now.getTime()), revision: '0' },
  };
};
