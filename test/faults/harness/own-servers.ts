import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import { withAdminOf } from '../../servers/kafka-admin.ts';
import { oneOf } from '../../servers/options.ts';
import { freeKafkaPort, freePort } from '../../servers/ports.ts';

const { Kafka, logLevel } = kafkajs;

// Java servers and a script that starts, kills and freezes them; not part of this repository.
const SCRIPT = '../shared/services/services';
const run = promisify(execFile);
const PATIENCE = 60_000;

/** MongoDB, and one broker or three, which nobody else uses. */
export type OwnServers = {
  mongoPort: number;
  mongoUrl: string;
  brokers: string[];
  /** `kafka-1` … */
  nodes: string[];
  act(what: 'kill' | 'start' | 'stop' | 'freeze' | 'thaw', name: string): Promise<void>;
  close(): Promise<void>;
};

/** Whether there is what they are started by. */
export const canOwnServers = existsSync(SCRIPT);

export const NO_SERVERS =
  'Set MONGODB_URL and KAFKA_BROKERS for --on production: there are no servers that could be started here.';

/** `before`: puts something before the first broker; its port is what clients are told instead. */
export const startServers = async (
  env: NodeJS.ProcessEnv,
  before?: (kafkaPort: number) => Promise<number>,
): Promise<OwnServers> => {
  const count = nodesOf(env);
  const kafkaPort = await freeKafkaPort(count);
  const mongoPort = await freePort();
  const first = (await before?.(kafkaPort)) ?? kafkaPort;
  const state = await mkdtemp(join(tmpdir(), 'chimera-servers-'));
  const own = {
    ...process.env,
    CHIMERA_SERVICES_STATE: state,
    KAFKA_NODES: String(count),
    KAFKA_PORT: String(kafkaPort),
    KAFKA_ADVERTISED_PORT: String(first),
    MONGO_PORT: String(mongoPort),
    // The server that stands in for MongoDB answers from documents that another of its threads changes in the
    // meantime: 34 of 150,000 reads were half old and half new. With one thread none is, at the same speed.
    JAVA_TOOL_OPTIONS: '-Dio.netty.eventLoopThreads=1',
  };
  const act = async (...args: string[]) => void (await run(SCRIPT, args, { env: own, timeout: 90_000 }));
  const leave = () => killAll(state);
  process.once('exit', leave);
  await act('up');
  const ports = Array.from({ length: count }, (_, i) => (i === 0 ? first : kafkaPort + 10 * i));
  const brokers = ports.map((port) => `127.0.0.1:${port}`);
  await registered(brokers);
  return {
    mongoPort,
    mongoUrl: `mongodb://127.0.0.1:${mongoPort}`,
    brokers,
    nodes: brokers.map((_, i) => `kafka-${i + 1}`),
    act,
    async close() {
      await act('down');
      process.off('exit', leave);
      rmSync(state, { recursive: true, force: true });
    },
  };
};

const nodesOf = ({ KAFKA_NODES: nodes = '1' }: NodeJS.ProcessEnv): number =>
  Number(oneOf('KAFKA_NODES', ['1', '3'], nodes));

/** The cluster knows a broker some time after that listens, and leads no group before one was asked for. */
const registered = async (brokers: string[]) => {
  const kafka = new Kafka({ clientId: 'harness', brokers, logLevel: logLevel.NOTHING });
  const end = performance.now() + PATIENCE;
  await withAdminOf(kafka, async (admin) => {
    const areReady = async () => {
      await admin.fetchOffsets({ groupId: 'harness' });
      return (await admin.describeCluster()).brokers.length === brokers.length;
    };
    while (!(await areReady().catch(() => false))) {
      if (performance.now() > end) throw new Error(`Expected ${brokers.length} brokers that lead groups.`);
      await sleep(100);
    }
  });
};

/** A run that is broken off leaves nothing running. */
const killAll = (state: string) => {
  for (const file of readdirSync(state).filter((name) => name.endsWith('.pid')))
    try {
      process.kill(Number(readFileSync(join(state, file), 'utf8')), 'SIGKILL');
    } catch {
      // it has ended already
    }
  rmSync(state, { recursive: true, force: true });
};
