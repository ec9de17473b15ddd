import { createHash, randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { Clock } from './clock.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes prefixed ULIDs (`evt_01JD…`); the one source of new ids, so that seeds can own it. */
export type Ids = { next(prefix: string): string };

/** `random` gives numbers in [0, 1); by default from the system's source of randomness. */
export const createIds = (clock: Clock, random: () => number = secureRandom): Ids => ({
  next: (prefix) => `${prefix}_${ulid(clock.now().getTime(), random)}`,
});

const secureRandom = () => randomBytes(4).readUInt32BE() / 2 ** 32;

const sha256 = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest();

/** What recognises a command asked twice: by the same actor, of the same kind, under the same key. */
export const commandId = (actorId: string, command: string, idempotencyKey: string) =>
  sha256(actorId, command, idempotencyKey).toString('hex');

/** An id that follows from another: tried twice, or twice at once, it is the same. */
export const idFrom = (prefix: string, source: string) => `${prefix}_${encode(sha256(source))}`;

/** The same ULID under another prefix: what belongs to `abc_01J…` one to one is `xyz_01J…`. */
export const siblingId = (prefix: string, id: string) => `${prefix}_${id.slice(id.indexOf('_') + 1)}`;

export const isId = (prefix: string, text: string) =>
  text.startsWith(`${prefix}_`) && /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text.slice(prefix.length + 1));

/** The first 128 bits in the 26 characters of a ULID. */
const encode = (hash: Buffer) => {
  let bits = BigInt(`0x${hash.subarray(0, 16).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i += 1, bits >>= 5n) text = CROCKFORD[Number(bits & 31n)] + text;
  return text;
};
