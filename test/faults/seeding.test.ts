import { setTimeout as sleep } from 'node:timers/promises';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../journeys/eventually.ts';
import { newFolder, runWith, start } from '../journeys/process.ts';
import { seeded, seedOf } from './random.ts';

const KILLS = 3;
const LONGEST = 1_500;

let folder: Awaited<ReturnType<typeof newFolder>>;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

it('a first start that is killed while it fills the demo in leaves nothing half filled, and nobody filling', async () => {
  const random = seeded(seedOf('seeding'));
  for (let kill = 0; kill < KILLS; kill += 1) {
    const filling = runWith(folder.path, { SEED: 'demo' });
    await eventually(async () => expect(readdirSync(folder.path).join()).toContain('unfinished-seeds'));
    await sleep(random() * LONGEST);
    const killed = performance.now();
    await filling.signal('SIGKILL'); // resolves when all that hold its output have ended
    expect(performance.now() - killed).toBeLessThan(5_000);
    expect(readdirSync(folder.path)).not.toContain('sqlite');
  }
  const empty = await start(folder.path);
  expect(await empty.signal('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
}, 60_000);
