import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { SUPERGRAPH } from '../../schema/compose.ts';
import { until } from '../contracts/places.ts';
import { newPlace, run, runWith, type Process } from '../journeys/process.ts';
import { freePort } from '../servers/ports.ts';

// What others have may come later than we.

let place: Awaited<ReturnType<typeof newPlace>>;
let started: Process | undefined;
let server: Server | undefined;
beforeEach(async () => void (place = await newPlace()));
afterEach(async () => {
  await started?.signal('SIGKILL');
  server?.closeAllConnections();
  server?.close();
  [started, server] = [undefined, undefined];
  await place.remove();
});

const serve = async (port: number, body: string) => {
  server = createServer((_, response) => response.end(body)).listen(port);
  await once(server, 'listening');
};

it('nobody is told to come before there are keys that tokens are verified by', async () => {
  const [port, keysAt] = [await freePort(), await freePort()];
  const env = { PORT: String(port), JWKS_URL: `http://localhost:${keysAt}/keys` };
  started = runWith(place.path, env);
  const health = () => fetch(`http://localhost:${port}/health/ready`).catch(() => undefined);
  await until(async () => (await health())?.status === 503, 60_000);
  expect(JSON.stringify(await (await health())!.json())).toContain('keys that tokens are verified by');
  const { publicKey } = await generateKeyPair('EdDSA');
  const key = { ...(await exportJWK(publicKey)), kid: 'theirs', alg: 'EdDSA' };
  await serve(keysAt, JSON.stringify({ keys: [key] }));
  expect(await started.ready).toBe(`http://localhost:${port}`);
}, 120_000);

it('a supergraph at an address is waited for as any server', async () => {
  const port = await freePort();
  started = runWith(place.path, { SUPERGRAPH: `http://localhost:${port}/supergraph` });
  await new Promise((resolve) => setTimeout(resolve, 3_000)); // it finds nothing meanwhile
  await serve(port, readFileSync(SUPERGRAPH, 'utf8'));
  expect(await started.ready).toContain('http');
}, 120_000);

it('an operator makes a member staff, and no more; who asks wrongly is told what was expected', async () => {
  started = run(place.path);
  await started.ready;
  const staff = (...args: string[]) => run(place.path, 'staff', ...args).ended;
  expect((await staff('Nobody')).stderr).toMatch(/^Nobody has the username Nobody: expected one as it is in/);
  expect((await staff('a', 'b')).stderr).toMatch(/^Expected a username, .*; got a b\.$/m);
  expect((await staff()).stderr).toMatch(/got nothing\.$/m);
}, 120_000);
