import type { Projection } from '../../../kernel/projection.ts';
import type { MemberSeen } from '../../users/events.ts';

/** `lastSeenAt`: ISO instant. From the activity, which is kept for a day: not to be had again by replay. */
export type Presence = { id: string; lastSeenAt: string };

export const presence: Projection<Presence, MemberSeen> = {
  view: 'presence',
  version: 1,
  key: ({ data }) => data.userId,
  on: {
    MemberSeen: ({ at }, { lastSeenAt = at }) => ({ lastSeenAt: at > lastSeenAt ? at : lastSeenAt }),
  },
};
