import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../../../kernel/canonical.ts';
import { oneOf, type Fault, type World } from '../harness/world.ts';

const VIEWS = ['orders.orders', 'orders.offers', 'gigs.gigs', 'ratings.ratings', 'users.users'];

/** By world, how many builds there were: each is of a version that none before it has filled. */
const builds = new WeakMap<World, number>();

/**
 * F17: a build whose view is of another version comes beside the old one, is killed while it fills that, is ready
 * in the end with what the old one has, and is rolled back. Nobody notices.
 */
export const nextBuild: Fault = {
  name: 'F17 next build beside the old',
  weight: 1,
  async run(world) {
    const { site, supervisor, random, requests, load } = world;
    const view = oneOf(random, VIEWS);
    const [service] = view.split('.') as [string];
    const [worker, newService] = [`${service}.worker-next`, `${service}.service-next`] as const;
    const build = (builds.get(world) ?? 0) + 1;
    builds.set(world, build);
    await supervisor.ready(...supervisor.names());
    while ((await shownIn(world, view)).length === 0) await sleep(500);
    const before = requests.lost + requests.retryable;
    for (const name of [worker, newService]) {
      supervisor.add(await site.newRole!(name.replace('-next', ''), name));
      supervisor.always(name, { FAULTS_RAISE: `${view}+${build}` });
      supervisor.launch(name);
    }
    for (let i = 0; i < 2; i += 1) {
      await sleep(500 + random() * 2_500);
      await supervisor.kill(worker);
    }
    const isReady = await supervisor.ready(newService).then(
      () => true,
      () => false,
    );
    const compared = isReady ? await compare(world, view) : 'never ready';
    if (!isReady) load.landmarks.odd(`The next build of ${view} was never ready.`);
    for (const name of [worker, newService]) await supervisor.remove(name);
    const failed = requests.lost + requests.retryable - before;
    world.say(`  build ${build} of ${view}: ${compared}, rolled back, ${failed} failed requests`);
    if (failed > 0) load.landmarks.odd(`${failed} requests failed while a build of ${view} came and went.`);
  },
};

/** Documents to which the same has been applied are the same in both versions; under load not all are at once. */
const compare = async (world: World, view: string): Promise<string> => {
  let compared = { same: 0, documents: 0 };
  for (let tries = 0; tries < 10; tries += 1) {
    compared = await compareOnce(world, view);
    if (compared.documents > 0 && compared.same >= compared.documents / 2) break;
    await sleep(300);
  }
  const { same, documents } = compared;
  if (documents === 0 || same < documents / 2)
    world.load.landmarks.odd(`Only ${same} of ${documents} of ${view} could be compared.`);
  return `${same} of ${documents} documents compared`;
};

const compareOnce = async (world: World, view: string) => {
  const shown = await shownIn(world, view);
  const versions = [...new Set(shown.map(({ version }) => version))].sort(
    (a, b) => numberOf(a) - numberOf(b),
  );
  const [old, next] = [versions[0], versions.at(-1)];
  const built = new Map(shown.filter(({ version }) => version === next).map((one) => [one.id, one]));
  let [same, documents] = [0, 0];
  for (const { id, applied, body } of shown.filter(({ version }) => version === old)) {
    documents += 1;
    const other = built.get(id);
    if (old === next || other?.applied !== applied) continue;
    same += 1;
    if (canonicalJson(body) !== canonicalJson(other.body))
      world.load.landmarks.odd(`${view} ${id} differs in ${old} and ${next}.`);
  }
  return { same, documents };
};

const shownIn = async ({ site }: World, view: string) => {
  const [service, name] = view.split('.') as [string, string];
  const ledger = await site.openLedger();
  return ledger.view(service, name).finally(ledger.close);
};

/** Of `view_orders@12-0a1b2c`. */
const numberOf = (version: string) => Number(/@(\d+)-/.exec(version)![1]);

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
