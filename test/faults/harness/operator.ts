import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { World } from './world.ts';

const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));
const PRELOAD = new URL('preload.ts', import.meta.url).href;
const PATIENCE = 90_000;

export type Ended = { code: number | null; signal: NodeJS.Signals | null; said: string };
type Running = { env?: Record<string, string>; killAfter?: number };

/** One process that the supervisor knows nothing of, as somebody at a keyboard starts it; until it ends. */
export const runAlone = async (
  { site, supervisor }: World,
  args: string[],
  { env = {}, killAfter = PATIENCE }: Running = {},
): Promise<Ended> => {
  const { PATH, HOME, TMPDIR } = process.env;
  const all = { PATH, HOME, TMPDIR, LOG_LEVEL: 'warn', ...site.env, ...supervisor.everyone, ...env };
  const child = spawn(process.execPath, ['--import', PRELOAD, 'main.ts', ...args], { cwd: HOUSE, env: all });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
  const kill = setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(kill);
  return { code, signal, said };
};

/** An operation on the stores, killed now and then and run again; it must end well. */
export const operate = async (world: World, ...args: string[]): Promise<void> => {
  const { random, load, say, supervisor } = world;
  for (let kills = 0; ; kills += 1) {
    const isDoomed = kills < 3 && random() < 0.6;
    const { code, signal, said } = await runAlone(
      world,
      args,
      isDoomed ? { killAfter: 300 + random() * 2_500 } : {},
    );
    if (isDoomed && signal === 'SIGKILL') {
      supervisor.counts.kills += 1;
      continue;
    }
    say(`  ${args.join(' ')}, after ${kills} kills: ${said.trim().split('\n')[0]}`);
    if (code !== 0 || /LOST/.test(said)) load.landmarks.odd(`${args.join(' ')} ended with ${code}: ${said}`);
    return;
  }
};

/** It may not start, and says in one line which command mends that. */
export const expectRefused = async (world: World, role: string, command: string): Promise<void> => {
  const { spec } = world.supervisor;
  const { args, env } = spec(role);
  const { code, said } = await runAlone(world, args, { env: { ...env, PORT: '0' } });
  const lines = said.trim().split('\n');
  if (code !== 1 || lines.length !== 1 || !said.includes(`Run npm run ${command}.`))
    world.load.landmarks.odd(
      `${role} was to name ${command}: it ended with ${code}: ${said.slice(0, 1_000)}`,
    );
};
