import { spawn, type ChildProcess } from 'node:child_process';

/**
 * A process that gets what all others leave of the cores: where it matters it is on a machine of its own. Even so
 * others are slower while a core beside theirs works, whatever at: that is what `busy` shows.
 */
export const inTheBackground = (args: string[]): ChildProcess => {
  const child = spawn('chrt', ['--idle', '0', process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  return child;
};
