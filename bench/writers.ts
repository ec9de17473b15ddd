import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import { lifeOf, place, say, type Life } from './lives.ts';
import type { Market, Shop } from './market.ts';

type Writing = { client: Client; market: Market; lives: Life[]; perSecond: number };

/** Milliseconds of the commands and of their writers' reads, and what was refused or not read back. */
export type Written = { commands: number[]; reads: number[]; failures: string[] };

const ORDER = 'query ($id: ID!) { order(id: $id) { id status } }';
const OWN_CAPACITY = 'query { viewer { sellerProfile { capacity } } }';

type Capacity = { viewer: { sellerProfile: { capacity: number } } };

/** Members who write, each at once followed by a read of what they wrote, `perSecond` of them in all. */
export const createWriters = ({ client, market, lives, perSecond }: Writing) => {
  let written = 0;

  const order = async ({ orderId: id }: Life, token: string) => {
    const { order } = await client.ask<{ order: { id: string } | null }>(ORDER, { id }, token);
    if (order?.id !== id) throw new Error(`Expected to read ${id}, which was just written.`);
  };

  /** Answers how to read it back. */
  const buy = async (n: number) => {
    const life = lifeOf(market, n);
    await place(client, life);
    return () => order(life, life.buyer);
  };
  const write = async (n: number) => {
    const life = lives[n % lives.length]!;
    await say(client, life);
    return () => order(life, life.shop.token);
  };
  const change = async (n: number) => {
    const { token } = market.shops[n % market.shops.length] as Shop;
    const capacity = 100 - (n % 10);
    await client.mutate(token, ['setCapacity', { capacity }]);
    return async () => {
      const { viewer } = await client.ask<Capacity>(OWN_CAPACITY, {}, token);
      const read = viewer.sellerProfile.capacity;
      if (read !== capacity)
        throw new Error(`Expected to read ${capacity}, which was just written; got ${read}.`);
    };
  };
  const kinds = [buy, write, change];

  const one = async (into: Written) => {
    const n = (written += 1);
    try {
      const began = performance.now();
      const read = await kinds[n % kinds.length]!(Math.floor(n / kinds.length));
      const acknowledged = performance.now();
      into.commands.push(acknowledged - began);
      await read();
      into.reads.push(performance.now() - acknowledged);
    } catch (error) {
      into.failures.push((error as Error).message);
    }
  };

  return {
    /** For so many seconds, whether or not those before are answered. */
    async write(seconds: number): Promise<Written> {
      const into: Written = { commands: [], reads: [], failures: [] };
      const started = performance.now();
      const all: Promise<void>[] = [];
      for (let i = 0; i < seconds * perSecond; i += 1) {
        await sleep(Math.max(0, started + (i * 1_000) / perSecond - performance.now()));
        all.push(one(into));
      }
      await Promise.all(all);
      return into;
    },
  };
};

export type Writers = ReturnType<typeof createWriters>;
