import { setTimeout as sleep } from 'node:timers/promises';
import { checkAll } from '../checker/check.ts';
import { createAsking } from '../load/asking.ts';
import { createJournal } from '../load/journal.ts';
import { createLoad } from '../load/load.ts';
import { seeded } from '../random.ts';
import type { Outcome } from './report.ts';
import { replayAll, type Site } from './site.ts';
import { createSupervisor } from './supervisor.ts';
import { isPlanted, type Fault, type World } from './world.ts';

export type Campaign = {
  site: Site;
  seed: number;
  seconds: number;
  /** Commands a second, at most. */
  rate: number;
  /** Orders in which a part of the log is folded into the views once more. */
  merges: number;
  faults: Fault[];
  /** Of logs and the journal. */
  folder: string;
  say(line: string): void;
};

const SETTLES_WITHIN = 300_000;
const EVERY = 10_000;

/** Starts an installation, loads it, breaks it as the seed says, lets it come to rest and checks everything. */
export const runCampaign = async (campaign: Campaign): Promise<Outcome> => {
  const { site, seed, seconds, rate, merges, faults, folder, say } = campaign;
  const random = seeded(seed);
  const supervisor = createSupervisor(site.specs, folder, say);
  process.once('exit', supervisor.killAll);
  const asking = createAsking(site.gatewayPorts);
  const journal = createJournal(`${folder}/journal.jsonl`);
  const load = createLoad({ asking, journal, seed: seed + 1, run: `r${seed.toString(36)}`, rate });
  const world: World = {
    ...{ site, supervisor, load, requests: asking.requests, random, say },
    planted: {},
    clock: { offset: 0 },
    isLong: seconds > 300,
  };
  const ran: Record<string, number> = {};
  const progress = setInterval(() => {
    const { kills } = supervisor.counts;
    say(
      `  ${kills} kills, ${load.acknowledged()} acknowledged, ${load.landmarks.staleReads.length} stale reads`,
    );
  }, EVERY);

  try {
    await supervisor.start(...supervisor.names());
    await site.prepare();
    const cast = await load.prepare();
    const began = performance.now();
    load.begin(cast);
    const end = began + seconds * 1_000;
    for (const fault of drawn(faults, random)) {
      if (performance.now() >= end) break;
      say(`${((performance.now() - began) / 1_000).toFixed(1)} s ${fault.name}`);
      await fault.run(world);
      ran[fault.name] = (ran[fault.name] ?? 0) + 1;
      await sleep(200 + random() * 1_000);
    }
    await load.end();
    const loaded = (performance.now() - began) / 1_000;
    const stuck = await settle(world);
    await supervisor.stop(...supervisor.names());
    say('checking');
    const ledger = await site.openLedger();
    const planted = { isPlanted, skipped: world.planted };
    const checked = await checkAll(ledger, journal.entries, planted, { random, merges });
    await ledger.close();
    const replay = await replayAll(site, supervisor.everyone);
    const { requests } = asking;
    const facts = { on: site.name, seed, seconds: loaded, entries: journal.entries, requests, faults: ran };
    return { ...facts, load, supervisor, checked, replay, stuck };
  } finally {
    clearInterval(progress);
    supervisor.killAll();
    process.off('exit', supervisor.killAll);
    journal.close();
    await asking.close();
  }
};

/** Each fault as often as its weight, in a new order each time. */
function* drawn(faults: Fault[], random: () => number): Generator<Fault> {
  const all = faults.reduce((sum, { weight }) => sum + weight, 0);
  for (;;) {
    let left = random() * all;
    yield faults.find(({ weight }) => (left -= weight) < 0) ?? faults[0]!;
  }
}

/** I8: what follows from every event has happened, everywhere, and goes on being so. */
const settle = async ({ supervisor, say }: World): Promise<string[]> => {
  const names = supervisor.names();
  await supervisor.ready(...names);
  const end = performance.now() + SETTLES_WITHIN;
  let behind: (readonly [string, number | undefined])[] = [];
  for (let quiet = 0; quiet < 5;) {
    behind = (await supervisor.lag()).filter(([, lag]) => lag !== 0);
    quiet = behind.length === 0 ? quiet + 1 : 0;
    if (performance.now() > end) break;
    await sleep(200);
  }
  for (const [name, lag] of behind) say(`! ${name} is ${lag} behind`);
  return behind.map(([name, lag]) => `${name} is ${lag} behind`);
};
