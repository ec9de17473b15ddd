import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openProxy, type Proxy } from '../../servers/proxy.ts';
import { freePort } from './site.ts';

// Java servers and a script that starts, kills and freezes them; not part of this repository.
const SCRIPT = '../shared/services/services';
const run = promisify(execFile);

/** MongoDB and Kafka of a run: its own where they can be had, else those of the environment, which nobody may harm. */
export type Servers = {
  mongoPort: number;
  mongoUrl: string;
  brokers: string;
  own?: {
    /** Before the broker: all of its clients come through it. */
    kafka: Proxy;
    act(what: 'kill' | 'start' | 'stop' | 'freeze' | 'thaw', name: string): Promise<void>;
  };
  close(): Promise<void>;
};

export const openServers = async (env: NodeJS.ProcessEnv): Promise<Servers> => {
  if (existsSync(SCRIPT)) return startServers();
  const { MONGODB_URL: mongoUrl, KAFKA_BROKERS: brokers } = env;
  if (!mongoUrl || !brokers)
    throw new Error('Set MONGODB_URL and KAFKA_BROKERS: there are no servers that could be started here.');
  const mongoPort = Number(new URL(mongoUrl).port);
  return { mongoUrl, mongoPort, brokers, close: async () => {} };
};

const startServers = async (): Promise<Servers> => {
  const state = await mkdtemp(join(tmpdir(), 'chimera-servers-'));
  const [kafkaPort, mongoPort] = [await freePort(), await freePort()];
  const kafka = await openProxy(kafkaPort);
  const env = {
    ...process.env,
    CHIMERA_SERVICES_STATE: state,
    KAFKA_PORT: String(kafkaPort),
    KAFKA_ADVERTISED_PORT: String(kafka.port),
    MONGO_PORT: String(mongoPort),
    // The server that stands in for MongoDB answers from documents that another of its threads changes in the
    // meantime: 34 of 150,000 reads were half old and half new. With one thread none is, at the same speed.
    JAVA_TOOL_OPTIONS: '-Dio.netty.eventLoopThreads=1',
  };
  const services = async (...args: string[]) => void (await run(SCRIPT, args, { env, timeout: 90_000 }));
  await services('up');
  return {
    mongoPort,
    mongoUrl: `mongodb://127.0.0.1:${mongoPort}`,
    brokers: `127.0.0.1:${kafka.port}`,
    own: { kafka, act: services },
    async close() {
      await services('down');
      await kafka.close();
      await rm(state, { recursive: true, force: true });
    },
  };
};
