import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BusMessage } from '../../../kernel/event-bus/event-bus.ts';
import type { Ledger } from '../checker/ledger.ts';
import type { Backups } from './backups.ts';
import type { MongoProxy } from './mongo-proxy.ts';
import type { Spec } from './role.ts';
import type { Servers } from './servers.ts';

/** `mongo`: by role. `servers`: of this run alone. */
export type Network = { mongo: Map<string, MongoProxy>; servers?: NonNullable<Servers['own']> };

/** One installation: where its roles, stores and bus are, and what can be done to them from outside. */
export type Site = {
  name: 'sqlite' | 'production';
  specs: Spec[];
  /** Of one gateway or of two, behind a balancer that tries the other where one does not answer. */
  gatewayPorts: number[];
  /** What an operation on the stores needs in its environment. */
  env: Record<string, string>;
  /** What lies between the roles and their servers, where they are not in one process. */
  network?: Network;
  /** One process more of a role like `orders.worker`. */
  newRole?(role: string, name: string): Promise<Spec>;
  /** Once the roles have made their stores. */
  prepare(): Promise<void>;
  openLedger(): Promise<Ledger>;
  /** As some other process would: whatever these are. */
  publish(topic: string, messages: BusMessage[]): Promise<void>;
  /** What all consumer groups of these services have read so far is gone. Their workers must be down. */
  forgetOffsets(service: string): Promise<void>;
  /** Views, checkpoints and generation of the service are gone. It must be down. */
  loseViews(service: string): Promise<void>;
  /** As when somebody deletes it. Whoever reads or writes it must be down. */
  loseTopic(service: string): Promise<void>;
  backups: Backups;
  close(): Promise<void>;
};

const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));
const PRELOAD = new URL('preload.ts', import.meta.url).href;

export type Replay = { views: number; unequal: string[]; isDone: boolean };

/** `npm run replay`: every view is built again from nothing, and compared. */
export const replayAll = async (site: Site, more: Record<string, string> = {}): Promise<Replay> => {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, LOG_LEVEL: 'warn', ...site.env, ...more };
  const child = spawn(process.execPath, ['--import', PRELOAD, 'main.ts', 'replay'], { cwd: HOUSE, env });
  let said = '';
  child.stdout.on('data', (bytes) => (said += bytes));
  child.stderr.on('data', (bytes) => (said += bytes));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = said.split('\n').filter((line) => / documents from \d+ events/.test(line));
  const unequal = lines.filter((line) => !line.endsWith(', equal'));
  const isDone = code === 0 && lines.length > 0;
  return {
    views: lines.length,
    unequal: isDone || unequal.length > 0 ? unequal : [said.slice(-500)],
    isDone,
  };
};
