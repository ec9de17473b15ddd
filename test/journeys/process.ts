import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasServers, newNamespace } from '../roles/servers.ts';

const HOUSE = fileURLToPath(new URL('../../', import.meta.url));
const READY = /^ready (http:\/\/localhost:\d+)$/m;

/** How a process ended. */
export type End = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

export type Process = {
  /** The address of the ready line; rejects when the process ends before. */
  ready: Promise<string>;
  ended: Promise<End>;
  signal(name: NodeJS.Signals): Promise<End>;
};

/** A data folder of its own; `remove` it in the end. */
export const newFolder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'chimera-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};

const servers = new Map<string, Record<string, string>>();

/** What is set for whatever runs on a folder; nothing for one on SQLite. */
export const serversOf = (path: string): Record<string, string> => servers.get(path) ?? {};

/**
 * The same, or where this run has servers a namespace on them: what runs on its folder keeps everything there.
 */
export const newPlace = async () => {
  const folder = await newFolder();
  if (!hasServers) return folder;
  const namespace = newNamespace();
  servers.set(folder.path, namespace.env);
  return { ...folder, remove: () => Promise.all([folder.remove(), namespace.remove()]) };
};

/** What `npm start`, `npm run replay` and the like run, on a folder and a free port. */
export const run = (dataDir: string, ...args: string[]): Process => runWith(dataDir, {}, args);

/** The same with more in its environment. */
export const runWith = (dataDir: string, more: Record<string, string>, args: string[] = []): Process => {
  const { PATH, HOME, TMPDIR } = process.env; // and nothing of jest's
  const ours = { PORT: '0', DATA_DIR: dataDir, SEED: 'none', LOG_LEVEL: 'warn' };
  const env = { PATH, HOME, TMPDIR, ...ours, ...serversOf(dataDir), ...more };
  const child = spawn(process.execPath, ['main.ts', ...args], { cwd: HOUSE, env, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (bytes) => (stderr += bytes));

  const ended = once(child, 'close').then(([code, signal]): End => ({ code, signal, stdout, stderr }));
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (bytes) => {
      stdout += bytes;
      const [, url] = READY.exec(stdout) ?? [];
      if (url) resolve(url);
    });
    void ended.then((end) => reject(new Error(`It ended before it was ready: ${JSON.stringify(end)}`)));
  });
  ready.catch(() => {}); // who wants to know awaits it

  return {
    ready,
    ended,
    signal(name) {
      child.kill(name);
      return ended;
    },
  };
};

/** A marketplace that is ready, and for how many milliseconds that took. */
export const start = async (dataDir: string) => {
  const began = performance.now();
  const process = run(dataDir);
  const url = await process.ready;
  return { ...process, url, milliseconds: performance.now() - began };
};

export type Marketplace = Awaited<ReturnType<typeof start>>;
