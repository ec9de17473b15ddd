import { describe, expect, it } from '@jest/globals';
import { createPasswords } from '../../subgraphs/users/accounts/passwords.ts';

const password = 'correct horse battery';

describe('a password', () => {
  const passwords = createPasswords();

  it('is kept as argon2id with a salt of its own', async () => {
    const [one, two] = await Promise.all([passwords.hash(password), passwords.hash(password)]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
  });

  it('is known again, and no other is', async () => {
    const stored = await passwords.hash(password);
    expect(await passwords.verify(password, stored)).toBe(true);
    expect(await passwords.verify(`${password}!`, stored)).toBe(false);
  });

  it('is the same however its characters are composed', async () => {
    const stored = await passwords.hash('Zo\u00eb is twelve long');
    expect(await passwords.verify('Zoe\u0308 is twelve long', stored)).toBe(true);
  });

  it('is known at the cost it was made at', async () => {
    const cheap = '$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$';
    expect(await passwords.verify(password, `${cheap}${'A'.repeat(43)}`)).toBe(false);
  });

  it('of nobody takes the same work, and is wrong', async () => {
    const stored = await passwords.hash(password);
    const quickest = async (known: string | undefined) => {
      const times: number[] = [];
      for (let i = 0; i < 5; i += 1) {
        const start = performance.now();
        expect(await passwords.verify('a wrong password', known)).toBe(false);
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    };
    const ratio = (await quickest(undefined)) / (await quickest(stored));
    expect(ratio).toBeGreaterThan(0.2);
    expect(ratio).toBeLessThan(5);
  });

  it('waits its turn in a crowd, and a crowd too large is told at once', async () => {
    const crowded = createPasswords(4);
    const asked = Array.from({ length: 7 }, () => crowded.verify(password, undefined));
    const answers = await Promise.allSettled(asked);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect(answers.at(-1)).toMatchObject({ reason: { code: 'RETRYABLE' } });
  });
});
