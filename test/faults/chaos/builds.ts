import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../../../kernel/canonical.ts';
import { oneOf, type Fault, type World } from '../harness/world.ts';

const VIEWS = ['orders.orders', 'orders.offers', 'gigs.gigs', 'ratings.ratings', 'users.users'];

/**
 * F17: a build whose view is of the next version comes beside the old one, is killed while it fills that, is ready
 * in the end with what the old one has, and is rolled back. Nobody notices.
 */
export const nextBuild: Fault = {
  name: 'F17 next build beside the old',
  weight: 1,
  async run(world) {
    const { site, supervisor, random, requests, load } = world;
    const view = oneOf(random, VIEWS);
    const [service] = view.split('.') as [string];
    const names = [`${service}.worker-next`, `${service}.service-next`] as const;
    await supervisor.ready(...supervisor.names());
    const before = requests.lost + requests.retryable;
    for (const name of names) {
      supervisor.add(await site.newRole!(name.replace('-next', ''), name));
      supervisor.always(name, { FAULTS_RAISE: view });
    }
    const [worker, newService] = names;
    supervisor.launch(worker);
    supervisor.launch(newService);
    for (let i = 0; i < 2; i += 1) {
      await sleep(500 + random() * 2_500);
      await supervisor.kill(worker);
    }
    const isReady = await supervisor.ready(newService).then(
      () => true,
      () => false,
    );
    if (isReady) await compare(world, view);
    else load.landmarks.odd(`The next build of ${view} was never ready.`);
    await Promise.all(names.map((name) => supervisor.remove(name)));
    const failed = requests.lost + requests.retryable - before;
    if (failed > 0) load.landmarks.odd(`${failed} requests failed while a build of ${view} came and went.`);
  },
};

/** Documents to which the same has been applied are the same in both versions; under load not all are at once. */
const compare = async (world: World, view: string) => {
  let compared = { same: 0, documents: 0 };
  for (let tries = 0; tries < 10; tries += 1) {
    compared = await compareOnce(world, view);
    if (compared.same >= compared.documents / 2) break;
    await sleep(300);
  }
  const { same, documents } = compared;
  world.say(`  ${view}: ${same} of ${documents} documents compared`);
  if (same < documents / 2)
    world.load.landmarks.odd(`Only ${same} of ${documents} of ${view} could be compared.`);
};

const compareOnce = async ({ site, load }: World, view: string) => {
  const [service, name] = view.split('.') as [string, string];
  const ledger = await site.openLedger();
  const shown = await ledger.view(service, name);
  await ledger.close();
  let same = 0;
  for (const [first, ...others] of Map.groupBy(shown, ({ id, applied }) => `${id} ${applied}`).values())
    for (const other of others) {
      same += 1;
      if (canonicalJson(first!.body) !== canonicalJson(other.body))
        load.landmarks.odd(`${view} ${first!.id} differs in ${first!.version} and ${other.version}.`);
    }
  return { same, documents: new Set(shown.map(({ id }) => id)).size };
};

const TYPES = ['orders.OrderMessageSent', 'orders.OrderDelivered', 'users.SellerCapacityChanged'];

/**
 * F18: one service, with its workers, writes a newer version of an event before the others know it; those wait
 * until they do.
 */
export const mixedVersions: Fault = {
  name: 'F18 mixed versions',
  weight: 0.3,
  async run({ supervisor, random, load }) {
    const lifted = (supervisor.everyone['FAULTS_LIFT'] ?? '').split(',').filter(Boolean);
    const type = oneOf(random, TYPES);
    if (lifted.includes(type)) return;
    const env = { FAULTS_LIFT: [...lifted, type].join() };
    const [service] = type.split('.');
    const names = supervisor.names();
    const first = names.filter((name) => name.startsWith(`${service}.`));
    for (const name of first) supervisor.always(name, env);
    await Promise.all(first.map(supervisor.terminate));
    await supervisor.ready(...first);
    const done = load.acknowledged();
    await sleep(4_000);
    if (load.acknowledged() === done) load.landmarks.odd(`No command while ${type} was of two versions.`);
    supervisor.everywhere(env);
    const others = names.filter((name) => !first.includes(name));
    await Promise.all(others.map(supervisor.terminate));
    await supervisor.ready(...others);
  },
};
