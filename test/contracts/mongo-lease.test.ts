import { expect, it } from '@jest/globals';
import { openMongoLease } from '../../kernel/mongo-lease.ts';
import { onMongo, withMongo } from './servers.ts';
import { usePlaces } from './places.ts';

/** Two who want the lease of one database, each with a clock that stands still until it is moved. */
withMongo('the lease on MongoDB', (url) => {
  const clocks = { a: 0, b: 0 };
  const { open } = usePlaces(
    onMongo(url, async (database) => ({
      a: openMongoLease(database, { now: () => clocks.a }),
      b: openMongoLease(database, { now: () => clocks.b }),
      close: async () => {},
    })),
  );

  it('has one holder, who keeps it by claiming', async () => {
    const { a, b } = await open();
    expect([await a.claim(), await b.claim(), await a.claim(), await b.claim()]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('is taken from a holder whose counter stood still for 10 s of the observer’s clock, who learns it', async () => {
    const { a, b } = await open();
    await a.claim();
    expect(await b.claim()).toBe(false);
    clocks.a += 60_000; // the holder's own clock counts for nothing
    clocks.b += 9_999;
    expect(await b.claim()).toBe(false);
    clocks.b += 1;
    expect(await b.claim()).toBe(true);
    expect(await a.claim()).toBe(false);
  });

  it('is not taken from a holder who raised the counter meanwhile', async () => {
    const { a, b } = await open();
    await a.claim();
    await b.claim();
    clocks.b += 20_000;
    await a.claim();
    expect(await b.claim()).toBe(false);
  });

  it('is won by one of those who want it at once', async () => {
    const { a, b } = await open();
    await a.claim();
    for (let round = 0; round < 30; round += 1) {
      await Promise.all([a.release(), b.release()]);
      expect((await Promise.all([a.claim(), b.claim()])).sort()).toEqual([false, true]);
    }
  });

  it('that is given back is free at once', async () => {
    const { a, b } = await open();
    await a.claim();
    await b.release(); // does nothing: it is not its own
    expect(await b.claim()).toBe(false);
    await a.release();
    expect(await b.claim()).toBe(true);
  });
});
