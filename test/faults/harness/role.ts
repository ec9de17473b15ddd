import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));
const PRELOAD = new URL('preload.ts', import.meta.url).href;
/** A view store that was lost is built again from the whole log, beside everything else on the machine. */
const PATIENCE = 300_000;

/** What is run as one process. `args` of main.ts; `port` answers for its health. */
export type Spec = { name: string; args: string[]; port: number; env: Record<string, string> };
export type End = { code: number | null; signal: NodeJS.Signals | null };

/** One process that is started again whenever it ends, with what it says in a file. */
export const createRole = (spec: Spec, logFolder: string) => {
  const said = createWriteStream(join(logFolder, `${spec.name}.log`), { flags: 'a' });
  let child: ChildProcess | undefined;

  const answers = async (path: string) => {
    try {
      const url = `http://127.0.0.1:${spec.port}${path}`;
      return await fetch(url, { signal: AbortSignal.timeout(2_000) });
    } catch {
      return undefined;
    }
  };

  return {
    spec,
    pid: () => child?.pid,
    isRunning: () => child !== undefined && child.exitCode === null && child.signalCode === null,

    /** Answers when it has ended. */
    start(more: Record<string, string> = {}): Promise<End> {
      const { PATH, HOME, TMPDIR } = process.env;
      const env = { PATH, HOME, TMPDIR, LOG_LEVEL: 'warn', SEED: 'none', ...spec.env, ...more };
      const args = ['--import', PRELOAD, 'main.ts', ...spec.args];
      child = spawn(process.execPath, args, {
        cwd: HOUSE,
        env: { ...env, PORT: String(spec.port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout!, child.stderr!])
        stream.on('data', (bytes: Buffer) => said.write(bytes));
      return once(child, 'exit').then(([code, signal]) => ({ code, signal }) as End);
    },

    signal: (name: NodeJS.Signals) => void child?.kill(name),

    /** Resolves when it may get requests; false when it did not within its patience, or `until` says so. */
    async ready(until: () => boolean = () => false): Promise<boolean> {
      const end = performance.now() + PATIENCE;
      while (performance.now() < end && !until()) {
        if ((await answers('/health/ready'))?.ok) return true;
        await sleep(25);
      }
      return false;
    },

    /** What its followers are behind, in all; undefined when it does not say so of each. */
    async lag(): Promise<number | undefined> {
      const text = await (await answers('/metrics'))?.text().catch(() => undefined);
      if (text === undefined || /^chimera_unmeasured\{.*\} [1-9]/m.test(text)) return undefined;
      const lags = [...text.matchAll(/^chimera_lag\{.*\} (\d+)$/gm)].map(([, lag]) => Number(lag));
      return lags.reduce((sum, lag) => sum + lag, 0);
    },

    close: () => said.end(),
  };
};

export type Role = ReturnType<typeof createRole>;
