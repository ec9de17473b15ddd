import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf, type Fault, type World } from '../harness/world.ts';

const POINTS = [
  'append.before',
  'append.after',
  'sequence.mid',
  'publish.before',
  'publish.afterAck',
  'publish.afterCheckpoint',
  'project.before',
  'project.mid',
  'project.after',
  'checkpoint.before',
  'checkpoint.after',
  'timer.fired',
  'reaction.before',
  'reaction.after',
  'reply.before',
] as const;
type Point = (typeof POINTS)[number];

const ONLY_PRODUCTION = ['sequence.mid', 'checkpoint.before', 'checkpoint.after'];
const IN_SERVICES = ['append.before', 'append.after', 'reply.before'];
const REACTING = ['orders', 'ratings'];
/** One that is not reached in this time is left: the next start is an ordinary one. */
const PATIENCE = { sqlite: 2_500, production: 18_000 };

const pointsOf = ({ name }: World['site'], role: string): Point[] => {
  if (name === 'sqlite') return POINTS.filter((point) => !ONLY_PRODUCTION.includes(point));
  if (role === 'gateway') return [];
  const [service, kind] = role.split('.') as [string, string];
  return POINTS.filter((point) => {
    if (/^(reaction|timer)/.test(point) && !REACTING.includes(service)) return false;
    return kind.startsWith('service') ? IN_SERVICES.includes(point) : !IN_SERVICES.includes(point);
  });
};

/** F1: some die at named points, each when it comes to its own. */
export const atPoints: Fault = {
  name: 'F1 named points',
  weight: 4,
  async run(world) {
    const { supervisor, site, random } = world;
    const able = supervisor.names().filter((name) => pointsOf(site, name).length > 0);
    const rounds = site.name === 'sqlite' ? 3 : 1;
    for (let i = 0; i < rounds; i += 1) {
      const roles = site.name === 'sqlite' ? able : able.filter(() => random() < 0.4);
      for (const role of roles) {
        const point = oneOf(random, pointsOf(site, role));
        supervisor.once(role, { FAULTS_POINT: `${point}:${1 + Math.floor(random() * 12)}` });
      }
      const before = supervisor.counts.pointKills;
      // In order, so that a worker gives back its lease: who waits for one comes to no point.
      await Promise.all(roles.map((role) => supervisor.terminate(role)));
      const end = performance.now() + PATIENCE[site.name];
      while (supervisor.counts.pointKills < before + roles.length && performance.now() < end) await sleep(20);
      // One that was armed and has not come to its point does not stay so.
      await Promise.all(roles.filter(supervisor.isArmed).map((role) => supervisor.kill(role)));
      await supervisor.ready(...roles);
    }
  },
};

/** F2: kill -9 at any time, of one process or of all at once. */
export const atRandom: Fault = {
  name: 'F2 random kills',
  weight: 6,
  async run(world) {
    const { supervisor, random } = world;
    const names = supervisor.names();
    const victims = random() < 0.1 ? names : [oneOf(random, names)];
    await Promise.all(victims.map((name) => supervisor.kill(name)));
    await sleep(random() * 400); // sometimes it dies again while it starts
    if (random() < 0.2) await supervisor.kill(victims[0]!);
    await supervisor.ready(...victims);
  },
};

/** F16: stands still, longer than a lease where there is one, and goes on as if nothing had been. */
export const freezing: Fault = {
  name: 'F16 freeze',
  weight: 1,
  async run({ supervisor, site, random }) {
    const workers = supervisor.names().filter((name) => site.name === 'sqlite' || /worker/.test(name));
    const isLong = site.name === 'production' && random() < 0.7;
    await supervisor.freeze(oneOf(random, workers), isLong ? 13_000 : 300 + random() * 2_000);
  },
};
