import type { OwnServers } from '../test/faults/harness/own-servers.ts';
import type { Cluster } from '../test/roles/cluster.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from './client.ts';
import { inTime } from './deadline.ts';
import { figuresOf, goal, p50p99, percentile, say } from './figures.ts';
import { enterNamespace, enterOwnServers } from './infrastructure.ts';
import { brief, lifeOf, live, place } from './lives.ts';
import { openMarket } from './market.ts';
import { settled, withNineRoles, WORKERS } from './nine-roles.ts';
import { createWriters, type Writers, type Written } from './writers.ts';

const PER_SECOND = Number(process.env['BENCH_RATE'] ?? 20);
const [SHOPS, BUYERS, LIVES] = [20, 20, 60];
/** Seconds; twice each, in turns, so that what the machine does beside falls on both. */
const [WARM, SCENE, ROUNDS] = [10, 15, 2];
const DOWN = Number(process.env['BENCH_DOWN'] ?? 60);
const MOST_CHANGE = 10;

/** What follows from commands stands still, or Kafka is away: commands go on, and so do their writers' own reads. */
export const benchStopped = () =>
  inTime('stopped', async () => {
    const own = await enterOwnServers();
    enterNamespace();
    await withNineRoles({}, async (cluster) => {
      const { disconnect, ...client } = connect(cluster.url);
      const market = await openMarket(client, SHOPS, BUYERS);
      const lives = Array.from({ length: LIVES }, (_, i) => lifeOf(market, i));
      await live({ client, settled: () => settled(cluster) }, lives, [place, brief]);
      const writers = createWriters({ client, market, lives, perSecond: PER_SECOND });
      await writers.write(WARM);
      await withoutWorkers(cluster, writers);
      if (own) await withoutKafka(cluster, writers, own);
      else say('Kafka down', 'is left out: this one is not ours to kill');
      await disconnect();
    });
  });

const withoutWorkers = async (cluster: Cluster, writers: Writers) => {
  const scenes = { running: nothing(), stopped: nothing() };
  for (let round = 0; round < ROUNDS; round += 1) {
    await settled(cluster);
    add(scenes.running, await writers.write(SCENE));
    await Promise.all(WORKERS.map((role) => cluster.signal(role, 'SIGTERM')));
    await sleep(1_000);
    add(scenes.stopped, await writers.write(SCENE));
    await Promise.all(WORKERS.map((role) => cluster.start(role).ready));
  }
  await settled(cluster);
  report('workers running', scenes.running);
  report('workers stopped', scenes.stopped);
  for (const kind of ['commands', 'reads'] as const) {
    const [running, stopped] = [scenes.running, scenes.stopped].map((one) => percentile(one[kind], 0.99));
    const change = 100 * (stopped! / running! - 1);
    const figures = { [`stopped_${kind}_p99_change_percent`]: change };
    const missed = goal(change <= MOST_CHANGE, `<= ${MOST_CHANGE} %`);
    say(`  p99 of ${kind} changes by`, `${change.toFixed(0)} %${missed}`, figures);
  }
};

const withoutKafka = async (cluster: Cluster, writers: Writers, { act }: OwnServers) => {
  await act('kill', 'kafka-1');
  const written = await writers.write(DOWN);
  await act('start', 'kafka-1');
  const back = performance.now();
  report(`Kafka down for ${DOWN} s`, written);
  await settled(cluster);
  const seconds = (performance.now() - back) / 1_000;
  say('  all views have caught up', `${seconds.toFixed(1)} s after it is back`, {
    kafka_catch_up_seconds: seconds,
  });
};

const nothing = (): Written => ({ commands: [], reads: [], failures: [] });

const add = (all: Written, more: Written) => {
  all.commands.push(...more.commands);
  all.reads.push(...more.reads);
  all.failures.push(...more.failures);
};

/** A command that fails fails the run: it should not, whatever is away. */
const report = (when: string, { commands, reads, failures }: Written) => {
  const name = when.replaceAll(' ', '_');
  const failed = `${failures.length} failed${failures.length > 0 ? `: ${failures[0]}` : ''}`;
  if (failures.length > 0) process.exitCode = 1;
  say(`commands, ${when}`, `${p50p99(commands)} of ${commands.length}, ${failed}`, {
    ...figuresOf(`commands_${name}`, commands),
    [`commands_${name}_failed`]: failures.length,
  });
  say(`  their writers' own reads`, p50p99(reads), figuresOf(`own_reads_${name}`, reads));
};
