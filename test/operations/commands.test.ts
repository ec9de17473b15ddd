import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { brokenStreams, countsOf, openBooks, unequal } from '../faults/books.ts';
import { dieAfter } from '../faults/victim.ts';
import { eventually } from '../journeys/eventually.ts';
import { lookEverywhere, ratedOnce } from '../journeys/everywhere.ts';
import { walk, walkTo } from '../journeys/path.ts';
import { newFolder, run, runWith, start, type End } from '../journeys/process.ts';
import { newJourney } from '../journeys/steps.ts';

jest.setTimeout(120_000);
const BUILD = new URL('../faults/harness/preload.ts', import.meta.url).href;

// As an operator would, on SQLite: each command is a process. On servers: parked.test.ts and the others here.

let url = '';
const journey = newJourney('lost', () => url);
let folder: Awaited<ReturnType<typeof newFolder>>;
const files = () => join(folder.path, 'sqlite');
const filesOf = async (service: string) =>
  (await readdir(files())).filter((file) => file.startsWith(`${service}.sqlite`));

const whileRunning = async (work: () => Promise<unknown>) => {
  const marketplace = await start(folder.path);
  url = marketplace.url;
  await work();
  expect(await marketplace.signal('SIGTERM')).toMatchObject({ code: 0 });
};
const expectAll = () =>
  eventually(async () =>
    expect(await lookEverywhere(journey.buyer, journey)).toMatchObject(ratedOnce(journey)),
  );

let backup: string;
beforeAll(async () => {
  folder = await newFolder();
  await whileRunning(() => walkTo(journey, 'isCharged'));
  backup = await mkdtemp(join(folder.path, 'backup-'));
  for (const file of await filesOf('orders')) await cp(join(files(), file), join(backup, file));
  await whileRunning(async () => {
    await walk(journey, ['sellerAsks', 'reply']);
    await expectAll();
  });
});
afterAll(() => folder.remove());

const command = (...args: string[]) => run(folder.path, ...args).ended;

const expectRefused = async (reason: RegExp) => {
  const { code, stdout, stderr } = await command();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(reason);
  expect(stderr.trim().split('\n')).toHaveLength(1);
};

/** Dies after its first write, then after its third, its fifth … until it ends by itself. */
const throughKills = async (...args: string[]): Promise<{ kills: number; end: End }> => {
  for (let kills = 0; ; kills += 1) {
    const end = await runWith(folder.path, dieAfter(1 + 2 * kills), args).ended;
    if (end.signal !== 'SIGKILL') return { kills, end };
  }
};

/** The log, the bus and every view say the same, and everything happened once. */
const expectWhole = async () => {
  const books = openBooks(folder.path);
  for (const service of books.services) {
    expect(brokenStreams(books.log(service))).toEqual([]);
    expect(unequal(books, service)).toEqual([]);
  }
  expect(countsOf(books.log('orders'))).toMatchObject({
    OrderPlaced: 1,
    PaymentCaptured: 1,
    OrderDelivered: 2,
    OrderCompleted: 1,
  });
  expect(books.payments()).toHaveLength(1);
  books.close();
  const replay = await command('replay');
  expect(replay.stdout).not.toMatch(/DIFFER|NOT REPLACED/);
  expect(replay).toMatchObject({ code: 0, stderr: '' });
};

describe('an older backup of a service', () => {
  it('does not start, and says what to run', async () => {
    for (const file of await filesOf('orders')) await rm(join(files(), file));
    await cp(backup, files(), { recursive: true });
    await expectRefused(
      /^The log of orders ends at position \d+, but orders.events has had up to \d+: .* Run npm run recover orders\.$/m,
    );
  });

  it('is recovered by npm run recover, wherever that is killed, and only once', async () => {
    const { kills, end } = await throughKills('recover', 'orders');
    expect(kills).toBeGreaterThan(5);
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(await command('recover', 'orders')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^orders: nothing was missing/),
    });
    await whileRunning(expectAll);
    await expectWhole();
  });
});

describe('a topic that was lost', () => {
  it('lets nothing start, and is named with what to run', async () => {
    const bus = new DatabaseSync(join(files(), 'bus.sqlite'));
    for (const table of ['messages', 'ends', 'offsets'])
      bus.exec(`DELETE FROM ${table} WHERE topic = 'orders.events'`);
    bus.close();
    await expectRefused(
      /^The log of orders was published up to \w+ \d+, but orders.events ends at 0: .*npm run republish orders\.$/m,
    );
  });

  it('is written again by npm run republish, wherever that is killed', async () => {
    const { kills, end } = await throughKills('republish', 'orders');
    expect(kills).toBeGreaterThan(5);
    expect(end).toMatchObject({ code: 0, stderr: '' });
    const again = await command('republish', 'orders');
    expect(again.stdout).toMatch(
      /^orders: \d+ events were on the topic, 0 are written.*\nThe topic is whole\.\n$/,
    );
    await whileRunning(expectAll);
    await expectWhole();
  });

  it('the same with --anew, over one that is there', async () => {
    const { stdout, code } = await command('republish', 'orders', '--anew');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^orders: 0 events were on the topic, \d+ are written.*\n\d+ groups that follow/);
    await whileRunning(expectAll);
    await expectWhole();
  });
});

it('while it runs, recover and republish are refused, and all else is safe', () =>
  whileRunning(async () => {
    for (const operation of ['recover', 'republish'])
      expect(await command(operation, 'orders')).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^Another Chimera runs on the folder .*: stop it, .*\n$/),
      });
    expect(await command('views:drop', '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\nNo view is unused\.\n$/),
    });
    expect(await command('replay', 'orders.orders')).toMatchObject({ code: 0 });
    expect(await command('parked', 'retry')).toMatchObject({ code: 0, stdout: 'Nothing is parked.\n' });
    await expectAll();
  }));

it('a build that is gone leaves its view, which views:drop lists, and removes when it is told to', async () => {
  const next = runWith(folder.path, { NODE_OPTIONS: `--import=${BUILD}`, FAULTS_RAISE: 'orders.orders' });
  await next.ready;
  await next.signal('SIGKILL');
  const listed = await command('views:drop');
  expect(listed.stdout).toMatch(
    /\norders orders@\d+-\w+: 1 documents, fed by its own log, up to \d+\n1 unused: -- --yes drops them\.\n$/,
  );
  const dropped = await command('views:drop', '--yes');
  expect(dropped).toMatchObject({ code: 0, stdout: expect.stringMatching(/\n1 dropped\.\n$/) });
  await whileRunning(expectAll);
  await expectWhole();
});

it.each([
  [['recover'], /^Expected one of users, gigs, orders, ratings, got nothing\.$/m],
  [['recover', 'toString'], /^Expected one of users, gigs, orders, ratings, got toString\.$/m],
  [['republish', 'orders', 'now'], /^Expected one of .*, then nothing or --anew; got orders now\.$/m],
  [['views:drop', 'orders'], /^Expected nothing or --yes, got orders\.$/m],
])('%j is told what was expected', async (args, reason) =>
  expect(await command(...args)).toMatchObject({ code: 1, stderr: expect.stringMatching(reason) }),
);
