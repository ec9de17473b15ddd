import { localWires } from '../../gateway/wires/local-wire.ts';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { explorerRoutes } from '../../gateway/explorer/explorer.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { createIdentity, localKeys } from '../../gateway/door/identity.ts';
import type { Asked } from '../../gateway/door/routes.ts';
import { ManualClock } from '../../kernel/clock.ts';
import { SUPERGRAPH } from '../../schema/compose.ts';
import type { UsersTools } from '../../subgraphs/users/service.ts';
import { anonymous, openMarketplace, type Marketplace } from '../marketplace.ts';
import { quiet } from './fakes.ts';

// The page in a real browser where there is one; without, explorer.test.ts alone speaks for it.
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

const register = async ({ ask }: Marketplace) => {
  const input = { username: 'bea', email: 'bea@example.com', password: 'chimera-demo', displayName: 'Bea' };
  const mutation =
    'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { userErrors { message } } }';
  const { data } = await ask(anonymous, 'users', mutation, { input });
  expect(data.registerUser.userErrors).toEqual([]);
};

const inChromium = (executablePath: string) => () => {
  let marketplace: Marketplace;
  let gateway: Gateway;
  let browser: Browser;
  let page: Page;
  let url: string;
  const clock = new ManualClock(new Date().toISOString());
  const complaints: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    marketplace = await openMarketplace({ clock });
    await register(marketplace);
    gateway = await createGateway({
      supergraph: readFileSync(SUPERGRAPH, 'utf8'),
      wireOf: localWires(marketplace.calls),
      gatewayKey: marketplace.gatewayKey,
      identity: createIdentity({
        keys: localKeys(() => (marketplace.hosted['users']!.tools as UsersTools).jwks()),
      }),
      log: quiet,
      routes: await explorerRoutes({ production: false }),
    });
    url = `http://localhost:${await gateway.listen(0)}`;
    browser = await chromium.launch({ executablePath, args: QUIET });
    page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => asked.push(request.url()));
    page.setDefaultTimeout(5_000);
    await page.clock.install();
    await page.goto(url);
    await page.waitForSelector('.graphiql-container .CodeMirror');
  });

  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
    await marketplace?.close();
  });

  const run = async (): Promise<string> => {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.click('.graphiql-execute-button');
    return (await answered).text();
  };
  const open = async (label: string) => {
    await page.click(`[data-example]:text-is("${label}")`);
    await page.waitForSelector(`#note:has-text("“${label}” is")`);
  };

  it('shows GraphiQL with a first example that runs', async () => {
    expect(await run()).toContain('"searchGigs":{"totalCount":0');
  });

  it('signs in, sends the token with every query, and says who it is', async () => {
    await page.click('[data-username=bea]');
    await page.waitForSelector('[data-username=bea][aria-pressed=true]');
    expect(await page.textContent('#who')).toContain('Signed in as bea');
    await open('Seller dashboard');
    expect(await run()).toContain('"displayName":"Bea"');
  });

  it('renews the session before its token ends', async () => {
    const renewed = page.waitForRequest((request) => request.postData()?.includes('refreshSession') ?? false);
    await page.clock.fastForward('09:30');
    expect(await (await (await renewed).response())!.text()).toContain('"userErrors":[]');
    expect(await page.getAttribute('[data-username=bea]', 'aria-pressed')).toBe('true');
  });

  it('is still signed in after a reload, by the refresh cookie', async () => {
    await page.reload();
    await page.waitForSelector('[data-username=bea][aria-pressed=true]');
  });

  it('says what an example lacks', async () => {
    await open('Place order');
    expect(await page.textContent('#note')).toContain('fill in gigId and tier and total');
  });

  it('signs out', async () => {
    await page.click('#sign-out');
    await page.waitForSelector('#sign-out:disabled');
    await open('Sign in');
    expect(await page.getAttribute('[data-username=bea]', 'aria-pressed')).toBe('false');
  });

  it('signs in by hand as well', async () => {
    expect(await run()).toContain('"token":"');
    await page.waitForSelector('[data-username=bea][aria-pressed=true]');
  });

  it('opens Apollo’s Sandbox on this endpoint', async () => {
    const href = await page.getAttribute('a:text-is("Apollo Sandbox")', 'href');
    const endpoint = encodeURIComponent(`${url}/graphql`);
    expect(href).toBe(`https://studio.apollographql.com/sandbox/explorer?endpoint=${endpoint}`);
  });

  it('asks nobody but this origin, and the browser has nothing to complain of', () => {
    expect(asked.filter((one) => !one.startsWith(`${url}/`) && !one.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });
};

if (CHROMIUM) describe('the page in Chromium', inChromium(CHROMIUM));
else
  it('the page, without Chromium on this machine, has all that its scripts look for', async () => {
    const [page] = await explorerRoutes({ production: false });
    const { body } = await page!.answer({ headers: {} } as Asked);
    for (const id of ['graphiql', 'examples', 'endpoint', 'who', 'note', 'sign-out'])
      expect(String(body)).toContain(`id="${id}"`);
  });
