import type { Entry } from '../load/journal.ts';
import { nothing, type Findings } from './ledger.ts';

/** These may find nothing to do, and then leave no commit. */
const MAY_BE_NOTHING = new Set(['MarkMessagesRead', 'SetCapacity']);

/**
 * I1: what was acknowledged is in the store; what had to be refused is not.
 * `known`: commandIds and streams by service.
 */
export const checkPromises = (entries: Entry[], known: Record<string, Set<string>>): Findings => {
  const found = nothing();
  for (const { service, command, commandId, stream, outcome, codes, isWrong } of entries) {
    const isThere = known[service]!.has(stream ?? commandId);
    if (outcome === 'acknowledged' && !isThere && !MAY_BE_NOTHING.has(command))
      found.lost.push(`${service}: ${command} ${commandId} was acknowledged`);
    const isReuse = codes?.includes('IDEMPOTENCY_KEY_REUSED'); // the first request under that key is there
    if (isWrong && isThere && !isReuse)
      found.wrong.push(`${service}: ${command} ${commandId} was to be refused`);
  }
  return found;
};
