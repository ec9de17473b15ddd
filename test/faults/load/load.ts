import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../random.ts';
import type { Asking } from './asking.ts';
import { openShop, register, type Cast } from './cast.ts';
import type { Journal } from './journal.ts';
import { createLandmarks } from './landmarks.ts';
import { createMember } from './member.ts';
import { look } from './reads.ts';
import { walk } from './walk.ts';

type Loading = { asking: Asking; journal: Journal; seed: number; run: string; rate: number };

const LOOPS = 40;
const SELLERS = 12;
const BUYERS = 12;

/** Clients in closed loops, at most `rate` commands a second in all. */
export const createLoad = ({ asking, journal, seed, run, rate }: Loading) => {
  const landmarks = createLandmarks();
  const random = seeded(seed);
  let isOver = false;
  let next = 0;
  let joined = 0;

  /** Turns come one after another, 1/rate s apart; who comes late does not make up for it in a burst. */
  const turn = async () => {
    const now = performance.now();
    next = Math.max(now, next + 1_000 / rate);
    if (next > now) await sleep(next - now);
  };
  const means = { asking, journal, isOver: () => isOver, turn };
  const newMember = (role: string) => createMember(means, `${role}_${run}_${(joined += 1)}`, run);
  const oneOf = <T>(list: T[]): T => list[Math.floor(random() * list.length)]!;

  const errand = async ({ buyers, shops }: Cast) => {
    const chance = random();
    const shop = oneOf(shops);
    if (chance < 0.002) return register(newMember('late'));
    if (chance < 0.03) {
      const capacity = 100 - Math.floor(random() * 10);
      return void (await shop.seller.send('setCapacity', { capacity }));
    }
    if (chance < 0.05) return void (await shop.seller.send('createGig', { title: 'A draft of a gig' }));
    if (chance < 0.2) return look({ member: oneOf(buyers), shop, random, landmarks });
    return walk({ buyer: oneOf(buyers), shop, random, landmarks, isOver: means.isOver });
  };

  let loops: Promise<void>[] = [];
  return {
    landmarks,
    acknowledged: () => journal.entries.filter(({ outcome }) => outcome === 'acknowledged').length,
    /** Members with their gigs: before anything is broken. */
    async prepare(): Promise<Cast> {
      const shops = await Promise.all(Array.from({ length: SELLERS }, () => openShop(newMember('seller'))));
      const buyers = Array.from({ length: BUYERS }, () => newMember('buyer'));
      await Promise.all(buyers.map(register));
      return { shops, buyers };
    },
    begin(cast: Cast) {
      loops = Array.from({ length: LOOPS }, async () => {
        while (!isOver) await errand(cast).catch((error) => landmarks.odd(`The load failed: ${error.stack}`));
      });
    },
    /** What is on its way is finished: every command has its answer, unless none comes within half a minute. */
    async end() {
      isOver = true;
      await Promise.all(loops);
    },
  };
};

export type Load = ReturnType<typeof createLoad>;
