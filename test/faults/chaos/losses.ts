import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES } from '../checker/ledger.ts';
import { expectRefused, operate } from '../harness/operator.ts';
import { oneOf, type Fault, type World } from '../harness/world.ts';

const TRIES = 15;
/** In some seconds of the load others have no event, and a backup of them lacks nothing. */
const BUSY = ['orders', 'ratings'];

const rolesOf = ({ supervisor }: World, isMeant: (name: string) => boolean) =>
  supervisor.names().filter((name) => name === 'all' || isMeant(name));

/**
 * Stops all of a service when its log is on the topic to its end, and answers that; undefined where it never is. What
 * was acknowledged and is on no topic yet would be lost with the log.
 */
const stopPublished = async (world: World, service: string): Promise<number | undefined> => {
  const { supervisor, site } = world;
  const workers = rolesOf(world, (name) => name.startsWith(`${service}.worker`));
  await supervisor.stop(...rolesOf(world, (name) => name.startsWith(`${service}.service`)));
  for (let tries = 0; tries < TRIES; tries += 1) {
    await supervisor.stop(...workers);
    const { log, published, isWaiting } = await site.backups.ends(service);
    if (published === log && !isWaiting) return log;
    await supervisor.start(...workers);
  }
  return undefined;
};

/** Milliseconds for a marketplace in which a fault is over. */
const RECOVERS_WITHIN = 120_000;

/**
 * F19: a service's log and views are put back as they were some seconds ago. None of its roles starts, until what
 * is missing is copied back from its topic.
 */
export const olderBackup: Fault = {
  name: 'F19 older backup',
  weight: 0.5,
  async run(world) {
    const { site, supervisor, random, load, say } = world;
    const service = oneOf(random, BUSY);
    const names = rolesOf(world, (name) => name.startsWith(`${service}.`));
    await supervisor.stop(...names);
    const before = await site.backups.ends(service);
    const putBack = await site.backups.backUp(service);
    await supervisor.start(...names);
    const done = load.acknowledged();
    await sleep(2_000 + random() * 4_000);
    // Other faults go on beside this one: all may be down for a while.
    const latest = performance.now() + RECOVERS_WITHIN;
    while (load.acknowledged() === done && performance.now() < latest) await sleep(100);
    if (load.acknowledged() === done) load.landmarks.odd(`No command after ${service} was backed up.`);
    const end = await stopPublished(world, service);
    if (end !== undefined && end > before.log) {
      await putBack();
      for (const name of names) await expectRefused(world, name, `recover ${service}`);
      await operate(world, 'recover', service);
    } else say(`  ${service} has nothing that its backup lacks, or not on its topic`);
    await supervisor.start(...names);
  },
};

/** F19: a topic is lost. No worker of its service starts, until its log is published again; services go on. */
export const topicLost: Fault = {
  name: 'F19 topic lost',
  weight: 0.5,
  async run(world) {
    const { site, supervisor, random } = world;
    const workers = rolesOf(world, (name) => name.includes('.worker'));
    await supervisor.stop(...workers);
    const drawn = oneOf(random, SERVICES);
    const isEmpty = (await site.backups.ends(drawn)).published === 0;
    const service = isEmpty ? 'users' : drawn; // of these there are some from the beginning
    await site.loseTopic(service);
    for (const name of rolesOf(world, (name) => name.startsWith(`${service}.`)))
      await expectRefused(world, name, `republish ${service}`);
    await operate(world, 'republish', service);
    await supervisor.start(...workers);
  },
};
