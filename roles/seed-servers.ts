import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground, Subgraph } from '../kernel/host.ts';
import type { Stores } from '../kernel/infrastructure.ts';
import type { Logger } from '../kernel/logger.ts';
import { topicOf } from '../kernel/publisher.ts';
import { seedWhenEmpty } from '../seeds/seed.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { ConfigError, type Config } from './config.ts';
import { copyStores, openSource } from './copy-stores.ts';
import { openGround } from './ground.ts';
import { hostAll } from './host-all.ts';
import { asLeader } from './operations/alone.ts';
import { republishLog } from './operations/republish-log.ts';

/** Where the demo comes from, and whether all of it is here. */
type Mark = { id: 'demo'; source: string; isDone: boolean };

/**
 * Fills empty databases with the demo: it is made in SQLite under DATA_DIR, copied, all but the views, which fill
 * themselves, and published. What was cut off goes on where it stopped; databases that hold anything else are left as
 * they are.
 */
export const seedServers = async (config: Config, log: Logger): Promise<void> => {
  const ground = await openGround(config, log);
  try {
    await seed(ground, join(config.dataDir, 'demo'), log);
  } finally {
    await ground.infrastructure.close();
  }
};

const seed = async (ground: Ground, folder: string, log: Logger) => {
  const targets = new Map<string, Stores>();
  for (const name of Object.keys(subgraphs)) targets.set(name, await ground.infrastructure.storesOf(name));
  const marks = await targets.get('users')!.rows.open<Mark>('seeds');
  const [begun] = await marks.get(['demo']);
  if (begun?.isDone) return console.error('The demo is there already.');
  if (!begun && !(await areEmpty(targets)))
    return console.error('The databases are not empty: they are left as they are.');
  if (!begun) await expectEmptyTopics(ground);

  await seedWhenEmpty(join(folder, 'sqlite'), log);
  const source = await openSource(join(folder, 'sqlite'), log);
  try {
    const id = await (await source.stores('users')).viewStore.generation();
    await marks.insert({ id: 'demo', source: id, isDone: false });
    const [mark] = await marks.get(['demo']);
    if (mark?.source !== id)
      throw new ConfigError(
        'Another copy of the demo was begun, from a DATA_DIR that is not this one: drop the databases and topics, or use that.',
      );
    for (const [name, subgraph] of Object.entries<Subgraph>(subgraphs))
      await copyStores(await source.copied(name), targets.get(name)!, subgraph);
    await publish(ground);
    await marks.update('demo', (row) => ({ ...row, isDone: true }));
  } finally {
    await source.close();
  }
  rmSync(folder, { recursive: true, force: true });
  console.error('The demo is on the servers.');
};

/** What another log has left there has the same positions: it would be taken for this one's. */
const expectEmptyTopics = async ({ infrastructure: { bus } }: Ground) => {
  for (const name of Object.keys(subgraphs)) {
    const ends = Object.values(await bus.ends(topicOf(name)));
    if (ends.some((end) => end > 0))
      throw new ConfigError(
        `The topic of ${name} holds events of databases that are gone: delete the topics, too, or set another NAMESPACE.`,
      );
  }
};

/** The topics hold all of it before the first role starts, which is ready when it has read what they hold then. */
const publish = async (ground: Ground) => {
  const all = await hostAll(ground);
  for (const hosted of all) await asLeader(hosted, () => republishLog({ hosted, all, anew: false }));
};

const areEmpty = async (targets: Map<string, Stores>): Promise<boolean> => {
  for (const { eventStore, rows } of targets.values()) {
    // Whoever has hosted a service here has left its secrets.
    const secrets = await (await rows.open('secrets')).all();
    if (secrets.length > 0 || (await eventStore.readCommits(0, 1)).length > 0) return false;
  }
  return true;
};
