import { setTimeout as sleep } from 'node:timers/promises';
import { Lost } from '../journeys/client.ts';
import { run, runWith, type End, type Process } from '../journeys/process.ts';

const WHILE_STARTING = 0.15;
const LONGEST_START = 800;
const AFTER_WRITES = 0.5;
const MOST_WRITES = 120;
const HOOK = new URL('die-after-writes.ts', import.meta.url).href;

/** The environment of a process that dies right after its n-th durable write. */
export const dieAfter = (writes: number) => ({
  NODE_OPTIONS: `--import=${HOOK}`,
  DIE_AFTER_WRITES: String(writes),
});

/** A marketplace that dies now and then, and is started again on the same folder each time. */
export const createVictim = (folder: string, random: () => number) => {
  let running: Process | undefined;
  let url = '';
  let kills = 0;
  /** It dies by its own hand after some write, unless nothing is asked of it before. */
  let isDoomed = false;
  /** Until it is back, from the moment on that its death is certain. */
  let dying: Promise<void> | undefined;

  const countKill = (end: End) => {
    if (end.signal !== 'SIGKILL') throw new Error(`It ended by itself: ${JSON.stringify(end)}`);
    kills += 1;
  };

  const startAndKill = async () => {
    const shortLived = run(folder);
    await sleep(random() * LONGEST_START);
    countKill(await shortLived.signal('SIGKILL'));
  };

  const start = async (mayDie: boolean): Promise<void> => {
    if (mayDie && random() < WHILE_STARTING) await startAndKill();
    isDoomed = mayDie && random() < AFTER_WRITES;
    const doom = dieAfter(1 + Math.floor(random() * MOST_WRITES));
    const born = isDoomed ? runWith(folder, doom) : run(folder);
    running = born;
    const isReady = await born.ready.then((address) => (url = address)).catch(() => undefined);
    if (isReady !== undefined) return;
    countKill(await born.ended); // before it was ready
    await start(mayDie);
  };

  const restart = async (ended: Promise<End>, mayDie = true) => {
    countKill(await ended);
    await start(mayDie);
  };
  const dieAnd = (restarted: Promise<void>) => {
    dying = restarted.finally(() => (dying = undefined));
    dying.catch(() => {}); // whoever waits for it is told
    return dying;
  };

  return {
    start,
    address: () => url,
    kills: () => kills,
    /** Whether a kill is on its way. */
    isDying: () => isDoomed || dying !== undefined,
    /** Dies so many milliseconds from now; resolves when it is back. */
    killAfter: (delay: number) => dieAnd(restart(sleep(delay).then(() => running!.signal('SIGKILL')))),

    /** Asks until an answer comes, with the same request. */
    async insist<T>(ask: () => Promise<T>): Promise<T> {
      for (;;) {
        try {
          return await ask();
        } catch (error) {
          if (!(error instanceof Lost) || !(dying || isDoomed)) throw error;
          await (dying ?? dieAnd(restart(running!.ended)));
        }
      }
    },

    /** Alive, and with a long life before it. */
    async spare() {
      await dying;
      if (isDoomed) await dieAnd(restart(running!.signal('SIGKILL'), false));
    },
    stop: () => running!.signal('SIGTERM'),
    async remove() {
      await running?.signal('SIGKILL');
    },
  };
};

export type Victim = ReturnType<typeof createVictim>;
