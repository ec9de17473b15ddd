import { setTimeout as sleep } from 'node:timers/promises';
import { createRole, type End, type Role, type Spec } from './role.ts';

/** How long after a kill the process was ready again, and then did its part of the work; milliseconds. */
export type Recovery = { name: string; at: number; milliseconds: number };

type Keeping = {
  role: Role;
  /** Of the exit that is on its way, by our doing. */
  expected?: NodeJS.Signals | undefined;
  /** It dies by itself at a point: SIGKILL counts as ours. */
  isArmed: boolean;
  isWanted: boolean;
  /** It has answered that it may get requests since its last start. */
  wasReady: boolean;
  starts: number;
  /** For the next start alone. */
  next: Record<string, string>;
  /** For every start from now on. */
  standing: Record<string, string>;
  ended: Promise<void>;
};

const RESTART_PAUSE = 20;
/** One that ends by itself would do so again at once. */
const PAUSE_AFTER_FAILURE = 1_000;

/** Starts processes, starts again what dies, and notes every exit that nobody caused. */
export const createSupervisor = (specs: Spec[], logFolder: string, say: (line: string) => void) => {
  const kept = new Map<string, Keeping>();
  const counts = { kills: 0, pointKills: 0, terms: 0, freezes: 0 };
  const unexpected: string[] = [];
  const recoveries: Recovery[] = [];
  /** In the environment of everything that is started. */
  const everyone: Record<string, string> = {};
  /** Kills at named points, by point. */
  const died: Record<string, number> = {};

  const add = (spec: Spec) => {
    const fresh = { isArmed: false, isWanted: false, wasReady: false, starts: 0, next: {}, standing: {} };
    kept.set(spec.name, { ...fresh, role: createRole(spec, logFolder), ended: Promise.resolve() });
  };
  specs.forEach(add);

  const get = (name: string) => {
    const found = kept.get(name);
    if (!found) throw new RangeError(`Expected one of ${[...kept.keys()].join(', ')}, got ${name}.`);
    return found;
  };

  const launch = (keeping: Keeping) => {
    const { role, next, standing } = keeping;
    keeping.next = {};
    keeping.isWanted = true;
    keeping.wasReady = false;
    keeping.isArmed = 'FAULTS_POINT' in next && !next['FAULTS_POINT']!.endsWith(':freeze');
    keeping.starts += 1;
    const point = next['FAULTS_POINT'];
    keeping.ended = role
      .start({ ...everyone, ...standing, ...next })
      .then((end) => onEnd(keeping, end, point));
  };

  const onEnd = (keeping: Keeping, end: End, point?: string) => {
    const { role, expected, isArmed } = keeping;
    keeping.expected = undefined;
    const isKill = end.signal === 'SIGKILL' && (expected === 'SIGKILL' || isArmed);
    // Before it listens for signals it is ended by them as any process is.
    const isTerm =
      expected === 'SIGTERM' && (end.code === 0 || (end.signal === 'SIGTERM' && !keeping.wasReady));
    if (isKill) {
      counts.kills += 1;
      if (expected !== 'SIGKILL') {
        counts.pointKills += 1;
        const [name] = point!.split(':');
        died[name!] = (died[name!] ?? 0) + 1;
      }
      void measure(keeping);
    } else if (!isTerm) {
      unexpected.push(`${role.spec.name} ended with ${end.code ?? end.signal}`);
      say(`! ${unexpected.at(-1)}`);
    }
    const pause = isKill || isTerm ? RESTART_PAUSE : PAUSE_AFTER_FAILURE;
    if (keeping.isWanted) setTimeout(() => keeping.isWanted && launch(keeping), pause);
  };

  const measure = async (keeping: Keeping) => {
    const { starts, role } = keeping;
    const at = performance.now();
    await sleep(RESTART_PAUSE * 2);
    const isOver = () => !keeping.isWanted || keeping.starts > starts + 1;
    if (await role.ready(isOver))
      recoveries.push({ name: role.spec.name, at, milliseconds: performance.now() - at });
  };

  return {
    counts,
    died,
    unexpected,
    recoveries,
    names: () => [...kept.keys()],
    spec: (name: string) => get(name).role.spec,
    add,
    isArmed: (name: string) => get(name).isArmed,
    isRunning: (name: string) => get(name).role.isRunning(),
    /** Without waiting for it. */
    launch: (name: string) => launch(get(name)),

    /** Starts these, all at once, and waits until they may get requests. */
    async start(...names: string[]) {
      for (const name of names) launch(get(name));
      await this.ready(...names);
    },

    async ready(...names: string[]) {
      for (const name of names) {
        const isReady = await get(name).role.ready();
        if (!isReady) throw new Error(`${name} is not ready: see ${logFolder}/${name}.log`);
        get(name).wasReady = true;
      }
    },

    /** For the next start: an environment that differs. */
    once: (name: string, env: Record<string, string>) => void (get(name).next = env),
    /** For every start of one process, and of all. */
    always: (name: string, env: Record<string, string>) => void Object.assign(get(name).standing, env),
    everywhere: (env: Record<string, string>) => void Object.assign(everyone, env),
    everyone,

    /** It is started again at once, unless it is to stay away. */
    async kill(name: string, { returns = true } = {}) {
      const keeping = get(name);
      keeping.isWanted = returns;
      if (!keeping.role.isRunning()) return;
      keeping.expected = 'SIGKILL';
      keeping.role.signal('SIGKILL');
      await keeping.ended;
    },

    /** Asks it to end, and to do so well: exit code 0. It is started again at once. */
    async terminate(name: string) {
      const keeping = get(name);
      counts.terms += 1;
      keeping.expected = 'SIGTERM';
      keeping.role.signal('SIGTERM');
      await keeping.ended;
    },

    async freeze(name: string, milliseconds: number) {
      const { role } = get(name);
      const pid = role.pid();
      counts.freezes += 1;
      role.signal('SIGSTOP');
      await sleep(milliseconds);
      if (role.pid() === pid) role.signal('SIGCONT');
    },

    /** Ends them, by SIGTERM, and leaves them ended. */
    async stop(...names: string[]) {
      await Promise.all(
        names.map(async (name) => {
          const keeping = get(name);
          keeping.isWanted = false;
          if (!keeping.role.isRunning()) return;
          keeping.expected = 'SIGTERM';
          keeping.isArmed = false;
          keeping.role.signal('SIGTERM');
          await keeping.ended;
        }),
      );
    },

    async remove(name: string) {
      await this.stop(name);
      get(name).role.close();
      kept.delete(name);
    },

    async lag() {
      const running = [...kept.values()].filter(({ isWanted }) => isWanted);
      return Promise.all(running.map(async ({ role }) => [role.spec.name, await role.lag()] as const));
    },

    /** At the end of a run, however it came: nothing stays behind. */
    killAll() {
      for (const { role } of kept.values()) if (role.isRunning()) role.signal('SIGKILL');
    },
  };
};

export type Supervisor = ReturnType<typeof createSupervisor>;
