import { setTimeout as sleep } from 'node:timers/promises';
import { Lost } from '../journeys/client.ts';
import { run, type Process } from '../journeys/process.ts';

const WHILE_STARTING = 0.2;
const LONGEST_START = 800;

/** A marketplace that is killed now and then, and started again on the same folder each time. */
export const createVictim = (folder: string, random: () => number) => {
  let running: Process | undefined;
  let url = '';
  let kills = 0;
  let dying: Promise<void> | undefined;

  const start = async () => {
    if (kills > 0 && random() < WHILE_STARTING) await startAndKill();
    running = run(folder);
    url = await running.ready;
  };

  const startAndKill = async () => {
    const shortLived = run(folder);
    await sleep(random() * LONGEST_START);
    await shortLived.signal('SIGKILL');
    kills += 1;
  };

  const killAndStart = async (delay: number) => {
    await sleep(delay);
    const { signal, stderr } = await running!.signal('SIGKILL');
    if (signal !== 'SIGKILL') throw new Error(`It ended by itself: ${stderr}`);
    kills += 1;
    await start();
  };

  return {
    start,
    address: () => url,
    kills: () => kills,
    /** Whether a kill is on its way. */
    isDying: () => dying !== undefined,
    /** Dies so many milliseconds from now; resolves when it is back. */
    killAfter(delay: number) {
      dying = killAndStart(delay).finally(() => (dying = undefined));
      dying.catch(() => {}); // whoever waits for it is told
      return dying;
    },
    back: () => dying ?? Promise.resolve(),

    /** Asks until an answer comes, with the same request. */
    async insist<T>(ask: () => Promise<T>): Promise<T> {
      for (;;) {
        try {
          return await ask();
        } catch (error) {
          if (!(error instanceof Lost) || !dying) throw error;
          await dying;
        }
      }
    },

    /** Everything finished: how it ended. */
    async stop() {
      await dying;
      return running!.signal('SIGTERM');
    },
    async remove() {
      await running?.signal('SIGKILL');
    },
  };
};

export type Victim = ReturnType<typeof createVictim>;
