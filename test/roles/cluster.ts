import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../servers/ports.ts';

/** What the Dockerfile gives node. */
export const AS_IN_THE_IMAGE = ['--max-semi-space-size=8'];

const HOUSE = fileURLToPath(new URL('../../', import.meta.url));
const SERVICES = ['users', 'gigs', 'orders', 'ratings'];
export const ROLES = [...SERVICES.flatMap((name) => [`${name}.service`, `${name}.worker`]), 'gateway'];

/** With the namespace that all roles are in. */
export type Servers = { MONGODB_URL: string; KAFKA_BROKERS: string; NAMESPACE: string };

/** Of this process, in a namespace of its own; undefined where they are not there. */
export const serversOf = (env: NodeJS.ProcessEnv): Servers | undefined => {
  const { MONGODB_URL, KAFKA_BROKERS } = env;
  const NAMESPACE = `test-${randomBytes(6).toString('hex')}`;
  return MONGODB_URL && KAFKA_BROKERS ? { MONGODB_URL, KAFKA_BROKERS, NAMESPACE } : undefined;
};

type Running = { child: ChildProcess; output: string; ended: Promise<number | null>; ready: Promise<void> };

/** Every role in a process of its own, on servers that are there. `gateway#2` is a second gateway. */
export const createCluster = async (servers: Servers, more: Record<string, string> = {}) => {
  const ports = new Map<string, number>();
  for (const role of [...ROLES, 'gateway#2']) ports.set(role, await freePort());
  const urls = SERVICES.map((name) => [
    `${name.toUpperCase()}_URL`,
    `http://127.0.0.1:${ports.get(`${name}.service`)}`,
  ]);
  const { PATH, HOME, TMPDIR } = process.env; // and nothing of jest's
  const env = {
    ...{ PATH, HOME, TMPDIR, ...servers, ...Object.fromEntries(urls) },
    GATEWAY_KEY: randomBytes(32).toString('hex'),
    LOG_LEVEL: 'error',
    NODE_ENV: 'development',
    DRAIN_SECONDS: '0',
    ...more,
  };
  const running = new Map<string, Running>();

  const start = (role: string, own: Record<string, string> = {}): Running => {
    const PORT = String(ports.get(role) ?? 0);
    const args = [...AS_IN_THE_IMAGE, 'main.ts', role.replace(/#.*$/, '')];
    const child = spawn(process.execPath, args, { cwd: HOUSE, env: { ...env, PORT, ...own }, stdio: 'pipe' });
    const one: Running = {
      child,
      output: '',
      ended: once(child, 'close').then(([code]) => code as number | null),
      ready: new Promise<void>((resolve, reject) => {
        const onData = (bytes: Buffer) => {
          one.output += bytes;
          if (/^ready /m.test(one.output)) resolve();
        };
        child.stdout.on('data', onData);
        child.stderr.on('data', onData);
        child.once('close', () => reject(new Error(`${role} ended before it was ready: ${one.output}`)));
      }),
    };
    one.ready.catch(() => {}); // whoever waits for it is told
    running.set(role, one);
    return one;
  };

  const signal = async (role: string, name: NodeJS.Signals) => {
    const { child, ended } = running.get(role)!;
    child.kill(name);
    return ended;
  };

  return {
    env,
    url: `http://127.0.0.1:${ports.get('gateway')}`,
    urlOf: (role: string) => `http://127.0.0.1:${ports.get(role)}`,
    start,
    signal,
    running,
    /** All at once, in no order: each waits for what it needs. */
    async startAll(ownOf: (role: string) => Record<string, string> = () => ({})) {
      ROLES.forEach((role) => start(role, ownOf(role)));
      await Promise.all([...running.values()].map(({ ready }) => ready));
    },
    async remove() {
      await Promise.all([...running.keys()].map((role) => signal(role, 'SIGKILL')));
    },
  };
};

export type Cluster = Awaited<ReturnType<typeof createCluster>>;
