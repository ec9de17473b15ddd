import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freeKafkaPort } from './ports.ts';
import { openProxy, type Proxy } from './proxy.ts';

// Java servers and a script that starts, kills and freezes them; not part of this repository.
const SERVICES = '../shared/services/services';
const run = promisify(execFile);

/** Whether tests that kill and freeze servers of their own can run here. */
export const canOwnServers = existsSync(SERVICES);

export type OwnKafka = {
  brokers: string[];
  /** Before the first node: all clients come through it. */
  proxy: Proxy;
  /** `kafka-1` … */
  act(what: 'kill' | 'start' | 'stop' | 'freeze' | 'thaw', node: string): Promise<void>;
  close(): Promise<void>;
};

/** Brokers of this test alone, with a proxy before the first; 5 s each, so once a file. The first fetches them, too. */
export const startKafka = async (nodes: 1 | 3 = 1): Promise<OwnKafka> => {
  const state = await mkdtemp(join(tmpdir(), 'chimera-kafka-'));
  const port = await freeKafkaPort(nodes);
  const proxy = await openProxy(port);
  const env = {
    ...process.env,
    CHIMERA_SERVICES_STATE: state,
    KAFKA_NODES: String(nodes),
    KAFKA_PORT: String(port),
    KAFKA_ADVERTISED_PORT: String(proxy.port),
  };
  const services = async (...args: string[]) => void (await run(SERVICES, args, { env, timeout: 60_000 }));
  const others = Array.from({ length: nodes - 1 }, (_, i) => i + 2);
  const names = [1, ...others].map((node) => `kafka-${node}`);
  await Promise.all(names.map((name) => services('start', name)));
  return {
    brokers: [proxy.port, ...others.map((node) => port + 10 * (node - 1))].map((each) => `127.0.0.1:${each}`),
    proxy,
    act: services,
    async close() {
      await Promise.all(names.map((name) => services('kill', name)));
      await proxy.close();
      await rm(state, { recursive: true, force: true });
    },
  };
};
