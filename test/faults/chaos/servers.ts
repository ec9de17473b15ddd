import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf, type Fault, type World } from '../harness/world.ts';
import type { Weather } from '../harness/mongo-proxy.ts';
import { SERVICES } from '../checker/ledger.ts';

/** Commands that were acknowledged in these milliseconds. */
const acknowledgedIn = async ({ load }: World, milliseconds: number) => {
  const before = load.acknowledged();
  await sleep(milliseconds);
  return load.acknowledged() - before;
};

/**
 * F4: a broker is killed or stands still, for 1, 10 or 60 s. Commands go on; what follows from them comes later, and
 * of three brokers the two others do it meanwhile.
 */
export const brokerDown: Fault = {
  name: 'F4 broker down',
  weight: 1,
  needsServers: true,
  async run(world) {
    const { site, load, random, say, isLong } = world;
    const { act, nodes } = site.network!.servers!;
    const seconds = isLong ? oneOf(random, [1, 10, 10, 60]) : oneOf(random, [1, 4]);
    const isFrozen = random() < 0.3;
    const node = oneOf(random, nodes);
    say(`  ${node} of ${nodes.length} is ${isFrozen ? 'frozen' : 'killed'} for ${seconds} s`);
    await act(isFrozen ? 'freeze' : 'kill', node);
    const done = await acknowledgedIn(world, seconds * 1_000);
    await act(isFrozen ? 'thaw' : 'start', node);
    if (seconds >= 4 && done === 0) load.landmarks.odd(`No command in ${seconds} s without ${node}.`);
  },
};

/** F5: the broker has appended, and nobody is told. */
export const acksLost: Fault = {
  name: 'F5 acknowledgements lost',
  weight: 2,
  needsServers: true,
  async run({ site, random, say }) {
    const { kafka } = site.network!.servers!;
    kafka.lose((nth) => nth % 7 === 0);
    await sleep(5_000 + random() * 5_000);
    say(`  ${kafka.counts().lost} of ${kafka.counts().produced} acknowledgements lost`);
    kafka.lose(undefined);
  },
};

/** F6: a service's store is away, slow by five seconds, or answers garbage. */
export const storeAway: Fault = {
  name: 'F6 MongoDB away',
  weight: 2,
  async run(world) {
    const { random } = world;
    const service = oneOf(random, SERVICES);
    const weather = oneOf<Weather>(random, ['held', 'slow', 'garbage']);
    await underWeather(world, (role) => role.startsWith(service), weather, 2_000 + random() * 6_000);
  },
};

/** F14: one worker alone cannot reach its store, for longer than its lease; others take over, and it comes back. */
export const workerCutOff: Fault = {
  name: 'F14 worker cut off from MongoDB',
  weight: 1,
  async run(world) {
    const { supervisor, random } = world;
    const name = oneOf(
      random,
      supervisor.names().filter((one) => /worker/.test(one)),
    );
    await underWeather(world, (role) => role === name, 'held', 12_000);
  },
};

/** F9: each step of one worker's takes five seconds, so that its messages take longer than a session. */
export const slowConsumer: Fault = {
  name: 'F9 slow consumer',
  weight: 0.5,
  async run(world) {
    const { supervisor, random, isLong } = world;
    const name = oneOf(
      random,
      supervisor.names().filter((one) => /worker/.test(one)),
    );
    await underWeather(world, (role) => role === name, 'slow', isLong ? 60_000 : 15_000);
  },
};

/** F14: the connections to the broker stand still, and then are cut. */
export const brokerCutOff: Fault = {
  name: 'F14 broker cut off',
  weight: 1,
  needsServers: true,
  async run({ site, random }) {
    const { kafka } = site.network!.servers!;
    kafka.hold();
    await sleep(1_000 + random() * 9_000);
    kafka.cut();
    kafka.release();
  },
};

const underWeather = async (
  { site }: World,
  isMeant: (role: string) => boolean,
  weather: Weather,
  milliseconds: number,
) => {
  const proxies = [...site.network!.mongo].filter(([role]) => isMeant(role)).map(([, proxy]) => proxy);
  for (const proxy of proxies) proxy.turn(weather);
  await sleep(milliseconds);
  for (const proxy of proxies) proxy.turn('fine');
  for (const proxy of proxies) if (weather !== 'slow') proxy.cut();
};
