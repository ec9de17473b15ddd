import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { DomainError } from '../../../kernel/domain-error.ts';

export type Passwords = {
  /** A PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
  hash(password: string): Promise<string>;
  /** Takes as long for an account that is not there (`undefined`) as for one that is. */
  verify(password: string, stored: string | undefined): Promise<boolean>;
};

type Cost = { memory: number; passes: number; parallelism: number };

/** OWASP's least for argon2id: 19 MiB, two passes, one lane. */
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const AT_ONCE = 2;

const derive = promisify(argon2);

/** Refuses with RETRYABLE when `mostWaiting` wait already. */
export const createPasswords = (mostWaiting = 200): Passwords => {
  const inTurn = createQueue(AT_ONCE, mostWaiting);
  const run = (password: string, salt: Buffer, cost: Cost) => inTurn(() => keyOf(password, salt, cost));
  const nobody = { cost: COST, salt: randomBytes(16), key: randomBytes(32) };

  return {
    async hash(password) {
      const salt = randomBytes(16);
      return phc(COST, salt, await run(password, salt, COST));
    },
    async verify(password, stored) {
      const { cost, salt, key } = stored === undefined ? nobody : parsed(stored);
      const isSame = timingSafeEqual(await run(password, salt, cost), key);
      return isSame && stored !== undefined;
    },
  };
};

/** NFKC: the same characters typed on another keyboard are the same password. */
const keyOf = (password: string, nonce: Buffer, cost: Cost): Promise<Buffer> =>
  derive('argon2id', { message: password.normalize('NFKC'), nonce, tagLength: 32, ...cost });

const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

const phc = ({ memory, passes, parallelism }: Cost, salt: Buffer, key: Buffer) =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(key)}`;

/** With the cost it was made at, so that raising the cost leaves old passwords valid. */
const parsed = (stored: string) => {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored);
  if (!found) throw new Error('Expected a stored password to be an argon2id PHC string.');
  const [, memory, passes, parallelism, salt, key] = found as unknown as string[] & { length: 6 };
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt!, 'base64'),
    key: Buffer.from(key!, 'base64'),
  };
};

/** Hashing is made to be expensive: a crowd at the door must not take every thread and all memory. */
const createQueue = (atOnce: number, mostWaiting: number) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= mostWaiting)
      throw new DomainError('RETRYABLE', 'Nothing was done: too many sign in at this moment. Ask again.');
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
