import type { Reaction } from '../../kernel/chimera.ts';

/** None: no event obliges gigs to act. What others do only changes views here. */
export const reactions: Record<string, Reaction> = {};
