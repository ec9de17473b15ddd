import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROLES, type Cluster } from '../test/roles/cluster.ts';
import { connect } from './client.ts';
import { goal, load, say, sayLoad } from './figures.ts';
import { lifeOf, place } from './lives.ts';
import { openMarket } from './market.ts';
import { withNineRoles } from './nine-roles.ts';

/** Seconds: what the start had to do is done; nothing is done. */
const [SETTLES_IN, IDLE_SECONDS] = [20, 30];
const [WARM, MANY] = [100, 1_000];
const MOST_MEGABYTES = 120;
const MOST_IDLE = 10;
const TICKS = 100;

/** Nine roles, each a process: what they need when nothing happens, and what they do together. */
export const benchCluster = () =>
  withNineRoles({}, async (cluster) => {
    await sleep(SETTLES_IN * 1_000);
    const pids = ROLES.map((role) => cluster.running.get(role)!.child.pid!);
    const before = cpuOf(pids);
    await sleep(IDLE_SECONDS * 1_000);
    const idle = (100 * (cpuOf(pids) - before)) / IDLE_SECONDS;
    say('nine roles, idle', `${idle.toFixed(1)} % of a core${goal(idle < MOST_IDLE, `< ${MOST_IDLE} %`)}`, {
      idle_percent: idle,
    });
    sayMemory('idle', pids);
    await benchLoad(cluster);
    sayMemory('after the load', pids);
  });

const benchLoad = async ({ url }: Cluster) => {
  const { disconnect, ...client } = connect(url);
  const market = await openMarket(client, 20, 20);
  const one = (i: number) => place(client, lifeOf(market, i));
  await load(WARM, 8, one);
  const many = await load(MANY, 16, one);
  const named = { what: 'commands', key: 'cluster_place_order' };
  sayLoad('placeOrder over nine roles, 16 at once', named, many);
  await disconnect();
};

/** Seconds of all of them so far. */
const cpuOf = (pids: number[]) =>
  pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS;
  }, 0);

const sayMemory = (when: string, pids: number[]) => {
  const megabytes = pids.map((pid) => {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    return Math.round(Number(kilobytes) / 1_024);
  });
  const most = Math.max(...megabytes);
  const text = ROLES.map((role, i) => `${role} ${megabytes[i]}`).join(', ');
  say(
    `memory of a role ${when}, MB`,
    `${text}${goal(most < MOST_MEGABYTES, `< ${MOST_MEGABYTES} MB each`)}`,
    {
      [`most_rss_${when.replaceAll(' ', '_')}_mb`]: most,
    },
  );
};
