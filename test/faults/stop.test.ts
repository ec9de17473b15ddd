import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient } from '../journeys/client.ts';
import { newFolder, run, start, type Marketplace } from '../journeys/process.ts';
import { newJourney, PASSWORD, steps } from '../journeys/steps.ts';

const AT_ONCE = 16;

let folder: Awaited<ReturnType<typeof newFolder>>;
let marketplace: Marketplace;
beforeAll(async () => {
  folder = await newFolder();
  marketplace = await start(folder.path);
});
afterAll(async () => {
  await marketplace?.signal('SIGKILL');
  await folder.remove();
});

it('a second process on the same folder is told so, and does not run', async () => {
  const second = await run(folder.path).ended;
  expect(second).toMatchObject({ code: 1, stdout: '' });
  expect(second.stderr).toBe(
    `Another Chimera runs on the folder ${folder.path}: stop it, or set DATA_DIR to another.\n`,
  );
});

it.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: what is in flight is finished, then it exits 0',
  async (signal) => {
    const journey = newJourney(signal.toLowerCase(), () => marketplace.url);
    await steps.registerBuyer(journey);
    const input = { email: `${journey.name}_buyer@example.com`, password: PASSWORD };
    const members = Array.from({ length: AT_ONCE }, () => createClient(() => marketplace.url));
    const signingIn = members.map((member) => member.mutate<{ token: string }>('signIn', input, 'token'));
    await Promise.race(signingIn); // the others wait for their turn at the passwords
    const began = performance.now();
    const ending = marketplace.signal(signal);
    for (const [i, { token }] of (await Promise.all(signingIn)).entries()) members[i]!.useToken(token);
    expect(await ending).toMatchObject({ code: 0, stderr: '' });
    expect(performance.now() - began).toBeLessThan(5_000);

    marketplace = await start(folder.path);
    for (const member of members)
      expect(await member.query('{ viewer { id } }')).toEqual({ viewer: { id: journey.known.buyerId } });
  },
);
