import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import type { Lease } from './infrastructure.ts';
import { answered, isDuplicate } from './mongo.ts';

type LeaseDocument = { _id: string; holder: string | null; count: number };

/** A counter that stood still for so many milliseconds of the observer's own clock has no holder. */
const STANDS_STILL = 10_000;

/**
 * A document whose counter the holder raises with every claim. No clock is compared with another's: who
 * wants the lease watches the counter by its own monotonic clock.
 */
export const openMongoLease = (
  database: Db,
  { name = 'tail', now = () => performance.now() }: { name?: string; now?: () => number } = {},
): Lease => {
  const leases = database.collection<LeaseDocument>('leases');
  const me = randomUUID();
  let seen: { count: number; at: number } | undefined;
  /** As this process has left it: who holds it need not look first. */
  let held: LeaseDocument | undefined;

  /** Only if nobody has done so since it was read. */
  const raise = async ({ holder, count }: LeaseDocument) => {
    const change = { $set: { holder: me, count: count + 1 } };
    const { modifiedCount } = await leases.updateOne({ _id: name, holder, count }, change);
    held = modifiedCount === 1 ? { _id: name, holder: me, count: count + 1 } : undefined;
    return modifiedCount === 1;
  };

  const claim = async (): Promise<boolean> => {
    if (held && (await raise(held))) return true;
    const lease = await leases.findOne({ _id: name });
    if (!lease) return insert();
    if (lease.holder === me || lease.holder === null) return raise(lease);
    if (seen?.count !== lease.count) seen = { count: lease.count, at: now() };
    return now() - seen.at >= STANDS_STILL && raise(lease);
  };

  const insert = async () => {
    try {
      await leases.insertOne({ _id: name, holder: me, count: 1 });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  };

  return {
    claim: () => answered(claim()),
    release: async () =>
      void (await answered(leases.updateOne({ _id: name, holder: me }, { $set: { holder: null } }))),
  };
};
