import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from './client.ts';

const HOUSE = new URL('..', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', HOUSE), 'utf8')) as {
  scripts: { start: string };
};
/** As `npm start` does: `exec node FLAGS main.ts`. */
const ARGUMENTS = scripts.start.split(' ').slice(2);

/** Starts Chimera as a user does, in a process of its own on a free port; answers when it is ready. */
export const startServer = async (env: { DATA_DIR: string; SEED: 'demo' | 'none' }) => {
  const started = performance.now();
  const child = spawn(process.execPath, ARGUMENTS, {
    cwd: HOUSE,
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill();
  process.once('exit', kill);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`Chimera ended with ${code} before it was ready.`)));
    createInterface(child.stdout).on('line', (line) => line.startsWith('ready ') && resolve(line.slice(6)));
  });
  const readyAfter = performance.now() - started;
  const { disconnect, ...client } = connect(url);

  return {
    ...client,
    /** Milliseconds. */
    readyAfter,
    /** Resolves when all that follows from what was done has happened. */
    async settled() {
      while (await isBehind(url)) await sleep(50);
    },
    /** Memory that the process holds now, in MB; NaN where the system does not tell. */
    residentMegabytes: () => residentMegabytes(child.pid!),
    async close() {
      await disconnect();
      process.off('exit', kill);
      const ended = once(child, 'exit');
      kill();
      await ended;
    },
  };
};

export type Server = Awaited<ReturnType<typeof startServer>>;

/** By the lag of every follower, as an operator sees it. */
const isBehind = async (url: string): Promise<boolean> => {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const lags = [...metrics.matchAll(/^chimera_lag\{.*\} (\d+)$/gm)];
  if (lags.length === 0) throw new Error('Expected chimera_lag in /metrics, got none.');
  return lags.some(([, lag]) => lag !== '0');
};

const residentMegabytes = (pid: number): number => {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1_024;
  } catch {
    return NaN; // there is no /proc
  }
};
