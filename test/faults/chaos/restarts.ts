import { killAndWait, oneOf, type Fault } from '../harness/world.ts';

/** F3: each process in turn is asked to end, and ends well. Requests may be told to come again, and no more. */
export const rolling: Fault = {
  name: 'F3 rolling restart',
  weight: 1,
  async run({ supervisor }) {
    for (const name of supervisor.names()) {
      await supervisor.terminate(name);
      await supervisor.ready(name);
    }
  },
};

/** F12: a process whose clock is ten minutes off, or jumps back while it runs. */
export const skewed: Fault = {
  name: 'F12 clock skew',
  weight: 1,
  async run(world) {
    const { supervisor, site, random, clock } = world;
    // Tokens hold by the clocks of those who answer requests: no ten minutes apart from each other.
    const names = supervisor.names().filter((name) => site.name === 'sqlite' || /worker/.test(name));
    const [ahead, behind] = [clock.offset + 600_000, clock.offset - 600_000];
    const set = oneOf(random, [`${ahead}`, `${behind}`, `${ahead}@800:${behind}`]);
    const name = oneOf(random, names);
    supervisor.once(name, { FAULTS_CLOCK: set });
    await killAndWait(world, name);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await killAndWait(world, name);
  },
};

const DAY = 86_400_000;

/** Four days pass at once: reviews end, orders are late, and timers fire in crowds. */
export const leap: Fault = {
  name: 'days pass',
  weight: 0.5,
  async run({ supervisor, clock }) {
    clock.offset += 4 * DAY;
    const names = supervisor.names();
    supervisor.everywhere({ FAULTS_CLOCK: String(clock.offset) });
    await Promise.all(names.map((name) => supervisor.kill(name)));
    await supervisor.ready(...names);
  },
};

const VIEWS = ['orders.orders', 'orders.offers', 'gigs.gigs', 'ratings.ratings', 'users.users'];

/** F17 where one process is all: the new build dies while it fills its view, is there, and is rolled back. */
export const newVersion: Fault = {
  name: 'F17 new version of a view',
  weight: 1,
  async run(world) {
    const { supervisor, random } = world;
    const [name] = supervisor.names() as [string];
    const view = oneOf(random, VIEWS);
    supervisor.once(name, {
      FAULTS_RAISE: view,
      FAULTS_POINT: `project.mid:${1 + Math.floor(random() * 4)}`,
    });
    await supervisor.kill(name);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    supervisor.once(name, { FAULTS_RAISE: view });
    await killAndWait(world, name);
    await killAndWait(world, name); // the old build again
  },
};
