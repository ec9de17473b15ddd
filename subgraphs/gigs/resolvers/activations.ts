import { remember } from '../../../kernel/graphql/remember.ts';
import { GIGS_ALLOWED } from '../decider/policy.ts';

const MOST_SELLERS = 10_000;
const MOST_GIGS = Math.max(...Object.values(GIGS_ALLOWED));

/**
 * In this process a seller's gigs are published and resumed one after another, and those last made
 * ACTIVE are known before any view shows them. Between processes the limit is soft (decision 8).
 */
export const createActivations = () => {
  const turns = new Map<string, Promise<unknown>>();
  const activated = remember<string[]>(MOST_SELLERS);
  const of = (sellerId: string): string[] => activated.get(sellerId) ?? [];

  return {
    /** At most as many as any level allows, the newest last. */
    of,

    /** Runs `activate` when those before it are done; unless it throws, the gig is ACTIVE then. */
    async inTurn<T>(sellerId: string, gigId: string, activate: () => Promise<T>): Promise<T> {
      const run = async () => {
        const done = await activate();
        activated.set(sellerId, [...of(sellerId).filter((id) => id !== gigId), gigId].slice(-MOST_GIGS));
        return done;
      };
      const turn = (turns.get(sellerId) ?? Promise.resolve()).catch(() => {}).then(run);
      turns.set(sellerId, turn);
      try {
        return await turn;
      } finally {
        if (turns.get(sellerId) === turn) turns.delete(sellerId);
      }
    },
  };
};

export type Activations = ReturnType<typeof createActivations>;
