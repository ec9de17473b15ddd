import { spawn, spawnSync, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../figures.ts';

const hasTaskset = spawnSync('taskset', ['--version']).status === 0;
/** The gateway has one core for itself; all else is on the other. */
export const GATEWAY_CORE = '0';
export const OTHER_CORE = '1';

/** Errors and access logs, a file for each process. */
const LOGS = mkdtempSync(join(tmpdir(), 'chimera-bench-'));
process.once('exit', () => rmSync(LOGS, { recursive: true, force: true }));
let processes = 0;

/** This process, which sends the load. */
export const pinThis = () => {
  if (hasTaskset) spawnSync('taskset', ['-a', '-cp', OTHER_CORE, String(process.pid)]);
  else say('gateway: cores', 'there is no taskset: all processes share all cores');
};

export type Started<T> = {
  /** The first message. */
  ready: T;
  /** Microseconds of all its threads, in user and in system mode, so far. */
  cpu(): number;
  residentBytes(): number;
  tell(message: string): void;
  /** What it answers to a message. */
  asked<A>(message: string): Promise<A>;
  end(): Promise<void>;
};

type Starting = { file: string; core: string; flags?: string[]; given?: Serializable };

/** Runs a file of this folder in a fresh process; `given` is its first message. */
export const start = async <T>({ file, core, flags = [], given = {} }: Starting): Promise<Started<T>> => {
  const pinned = hasTaskset ? ['taskset', '-c', core] : [];
  const path = new URL(file, import.meta.url).pathname;
  const [command, ...rest] = [...pinned, process.execPath, ...flags, path];
  const logFile = join(LOGS, String(processes++));
  const log = openSync(logFile, 'w');
  const child = spawn(command!, rest, {
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', log, 'ipc'],
  });
  closeSync(log);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const message = <A>() =>
    new Promise<A>((resolve, reject) => {
      const ended = (code: number | null) => {
        child.off('message', came);
        reject(new Error(`${file} ended with ${code}: ${readFileSync(logFile, 'utf8').slice(-2_000)}`));
      };
      const came = (answer: unknown) => {
        child.off('exit', ended);
        resolve(answer as A);
      };
      child.once('exit', ended).once('message', came);
    });

  const asked = <A>(what: Serializable) => {
    const answer = message<A>();
    child.send(what);
    return answer;
  };

  return {
    ready: await asked<T>(given),
    cpu: () => cpuOf(child.pid!),
    residentBytes: () => 1_024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(proc(child.pid!, 'status'))![1]),
    tell: (text) => void child.send(text),
    asked,
    async end() {
      process.off('exit', kill);
      const ended = once(child, 'exit');
      kill();
      await ended;
      rmSync(logFile);
    },
  };
};

const proc = (pid: number, file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');

/** A tick is a hundredth of a second on every Linux that Node runs on. */
const TICK = 10_000;

const cpuOf = (pid: number): number => {
  const stat = proc(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // a name may hold spaces
  return (Number(fields[11]) + Number(fields[12])) * TICK;
};
