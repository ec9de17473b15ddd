import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
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

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { token } }';
type SignedIn = { data: { signIn: { token: string } } };

/** Signs in; resolves when the marketplace has the request, with what will come of it. */
const beginSignIn = async (input: object) => {
  const headers = { 'content-type': 'application/json', expect: '100-continue' };
  const asking = request(`${marketplace.url}/graphql`, { method: 'POST', headers, agent: false });
  const answer = once(asking, 'response').then(([response]) => json(response) as Promise<SignedIn>);
  asking.flushHeaders();
  await once(asking, 'continue');
  asking.end(JSON.stringify({ query: SIGN_IN, variables: { input } }));
  return { answer };
};

it.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: what is in flight is finished, then it exits 0',
  async (signal) => {
    const journey = newJourney(signal.toLowerCase(), () => marketplace.url);
    await steps.registerBuyer(journey);
    const input = { email: `${journey.name}_buyer@example.com`, password: PASSWORD };
    const begun = await Promise.all(Array.from({ length: AT_ONCE }, () => beginSignIn(input)));
    const began = performance.now();
    const ending = marketplace.signal(signal);
    const answers = await Promise.all(begun.map(({ answer }) => answer));
    expect(await ending).toMatchObject({ code: 0, stderr: '' });
    expect(performance.now() - began).toBeLessThan(5_000);

    marketplace = await start(folder.path);
    for (const { data } of answers) {
      const member = createClient(() => marketplace.url);
      member.useToken(data.signIn.token);
      expect(await member.query('{ viewer { id } }')).toEqual({ viewer: { id: journey.known.buyerId } });
    }
  },
);
