import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AS_IN_THE_IMAGE, createCluster, ROLES, type Cluster } from '../test/roles/cluster.ts';
import { inFolder } from './folder.ts';
import { currentServers } from './infrastructure.ts';

export const WORKERS = ROLES.filter((role) => role.endsWith('.worker'));
/** Nothing is behind for so many looks in a row: what was not measured yet shows in one of them. */
const QUIET = 10;
const LOOK_AGAIN = 100;
/** Characters of a role's, where something failed. */
const MOST_OUTPUT = 1_000;

/** Nine roles, each a process of its own, for as long as `work` takes; none is left behind. */
export const withNineRoles = (
  env: Record<string, string>,
  work: (cluster: Cluster) => Promise<void>,
): Promise<void> => inFolder((folder) => withCluster({ ...asInTheImage(folder), ...env }, work));

/** In production as the Dockerfile sets it, with all code compiled in this folder. */
const asInTheImage = (compiled: string) => {
  const env = { NODE_ENV: 'production', NODE_COMPILE_CACHE: compiled, MALLOC_ARENA_MAX: '2' };
  const house = join(import.meta.dirname, '..');
  execFileSync(process.execPath, [...AS_IN_THE_IMAGE, 'deploy/warm.mjs'], {
    cwd: house,
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  return env;
};

const withCluster = async (env: Record<string, string>, work: (cluster: Cluster) => Promise<void>) => {
  const cluster = await createCluster(currentServers(), env);
  const kill = () => cluster.running.forEach(({ child }) => child.kill('SIGKILL'));
  process.once('exit', kill);
  try {
    await cluster.startAll();
    await work(cluster);
  } catch (error) {
    for (const [role, { output }] of cluster.running)
      console.error(`${role}: ${output.slice(0, MOST_OUTPUT)}`);
    throw error;
  } finally {
    process.off('exit', kill);
    await cluster.remove();
  }
};

/** Resolves when all that follows from what was done has happened. */
export const settled = async (cluster: Cluster): Promise<void> => {
  for (let quiet = 0; quiet < QUIET; await sleep(LOOK_AGAIN)) {
    const behind = await Promise.all(WORKERS.map((role) => isBehind(cluster.urlOf(role))));
    quiet = behind.some(Boolean) ? 0 : quiet + 1;
  }
};

/** By the lag of every follower, as an operator sees it. */
export const isBehind = async (url: string): Promise<boolean> => {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const lags = [...metrics.matchAll(/^chimera_lag\{.*\} (\d+)$/gm)];
  if (lags.length === 0) throw new Error('Expected chimera_lag in /metrics, got none.');
  return lags.some(([, lag]) => lag !== '0');
};
