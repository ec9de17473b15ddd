import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { range } from '../contracts/places.ts';
import { eventually } from '../journeys/eventually.ts';
import { walk, walkTo } from '../journeys/path.ts';
import { newFolder, newPlace, run, runWith, start } from '../journeys/process.ts';
import { newJourney } from '../journeys/steps.ts';
import { hasServers } from '../roles/servers.ts';

jest.setTimeout(120_000);
const BUG = { NODE_OPTIONS: `--import=${new URL('broken-payments.ts', import.meta.url).href}` };
const PARKED =
  /^orders\.capturePayment ord_\w+ OrderPlaced evt_\w+ since \S+: TypeError: The processor answers .*\n1 parked\.\n$/;

const infrastructures = [
  { on: 'SQLite', place: newFolder },
  ...(hasServers ? [{ on: 'MongoDB and Kafka', place: newPlace }] : []),
];

describe.each(infrastructures)('on $on', ({ place }) => {
  let folder: { path: string; remove(): Promise<unknown> };
  afterEach(() => folder.remove());

  it('what a build with a bug has parked is listed, fails again with that build, and is done by the next', async () => {
    folder = await place();
    const withBug = runWith(folder.path, BUG);
    const journey = newJourney('parked', () => url);
    let url = await withBug.ready;
    await walkTo(journey, 'placeOrder');
    const list = () => run(folder.path, 'parked').ended;
    await eventually(async () => expect((await list()).stdout).toMatch(PARKED));

    const again = await runWith(folder.path, BUG, ['parked', 'retry']).ended;
    expect(again).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^capturePayment ord_\w+ OrderPlaced evt_\w+ fails again: TypeError/),
    });
    expect((await list()).stdout).toMatch(PARKED);

    // By a build without it, while the other still runs; and once more.
    for (const _ of range(2))
      expect(await run(folder.path, 'parked', 'retry').ended).toMatchObject({
        code: 0,
        stdout: 'Nothing is parked.\n',
      });
    await walk(journey, ['isCharged', 'isCharged']);
    expect(await withBug.signal('SIGTERM')).toMatchObject({ code: 0 });

    const fixed = await start(folder.path);
    url = fixed.url;
    await walk(journey, ['sellerAsks', 'accept']);
    const replayed = await run(folder.path, 'replay').ended;
    expect(replayed.stdout).not.toMatch(/DIFFER/);
    expect(await fixed.signal('SIGTERM')).toMatchObject({ code: 0 });
    expect((await run(folder.path, 'replay').ended).code).toBe(0);
  });
});

if (!hasServers) it.todo('on MongoDB and Kafka: MONGODB_URL and KAFKA_BROKERS are not set');
