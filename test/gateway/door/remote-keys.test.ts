import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { createIdentity } from '../../../gateway/door/identity.ts';
import { createRemoteKeys } from '../../../gateway/door/remote-keys.ts';

let users: Server;
let address: string;
let published: JWK[];
let asked: number;
beforeEach(async () => {
  [published, asked] = [[], 0];
  users = createServer((_, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: published }));
  });
  await once(users.listen(0), 'listening');
  address = `http://localhost:${(users.address() as AddressInfo).port}/jwks.json`;
});
const stop = () => {
  users.closeAllConnections();
  return new Promise((resolve) => users.close(resolve));
};
afterEach(stop);

const newKey = async (kid: string) => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' } };
};
const tokenBy = async (key: CryptoKey, kid: string) =>
  `Bearer ${await new SignJWT({ staff: false })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setIssuer('chimera')
    .setAudience('chimera')
    .setSubject(`usr_${Math.random()}`)
    .setExpirationTime('5m')
    .sign(key)}`;

describe('keys of another process', () => {
  it('are read once, and go on to verify while nobody answers', async () => {
    const { privateKey, jwk } = await newKey('a');
    published = [jwk];
    const keys = createRemoteKeys([address]);
    const { viewerOf } = createIdentity({ keys });
    await keys.read();
    await stop();
    for (let i = 0; i < 3; i += 1)
      expect((await viewerOf(await tokenBy(privateKey, 'a'))).id).toMatch(/^usr_/);
    expect(asked).toBe(1);
  });

  it('that nobody could be asked for are a 503, and not the token’s fault', async () => {
    const { privateKey } = await newKey('a');
    await stop();
    const { viewerOf } = createIdentity({ keys: createRemoteKeys([address]) });
    await expect(viewerOf(await tokenBy(privateKey, 'a'))).rejects.toMatchObject({ status: 503 });
  });

  it('come from the first address that answers', async () => {
    const { privateKey, jwk } = await newKey('a');
    published = [jwk];
    const keys = createRemoteKeys(['http://localhost:1/jwks.json', address]);
    expect((await createIdentity({ keys }).viewerOf(await tokenBy(privateKey, 'a'))).id).toMatch(/^usr_/);
  });

  it('are not asked for with every token that names an unknown one', async () => {
    const { jwk } = await newKey('a');
    const stranger = await newKey('b');
    published = [jwk];
    const keys = createRemoteKeys([address]);
    const { viewerOf } = createIdentity({ keys });
    await keys.read();
    for (let i = 0; i < 5; i += 1)
      await expect(viewerOf(await tokenBy(stranger.privateKey, 'b'))).rejects.toMatchObject({ status: 401 });
    expect(asked).toBe(1);
  });

  it('are asked for again a while after that, and every five minutes beside what goes on', async () => {
    const [old, young] = [await newKey('a'), await newKey('b')];
    published = [old.jwk];
    let now = 0;
    const { viewerOf } = createIdentity({ keys: createRemoteKeys([address], () => now) });
    await viewerOf(await tokenBy(old.privateKey, 'a'));
    published = [old.jwk, young.jwk];
    await expect(viewerOf(await tokenBy(young.privateKey, 'b'))).rejects.toMatchObject({ status: 401 });
    now += 5_000;
    const both = [tokenBy(young.privateKey, 'b'), tokenBy(young.privateKey, 'b')];
    await Promise.all((await Promise.all(both)).map(viewerOf));
    expect(asked).toBe(2);
    now += 300_001;
    await viewerOf(await tokenBy(old.privateKey, 'a'));
    while (asked < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('that have gone are noticed also where only tokens come that were verified before', async () => {
    const { privateKey, jwk } = await newKey('a');
    published = [jwk];
    let now = 0;
    const { viewerOf } = createIdentity({ keys: createRemoteKeys([address], () => now) });
    const token = await tokenBy(privateKey, 'a');
    const viewer = await viewerOf(token);
    published = [(await newKey('b')).jwk];
    now += 300_000;
    expect(viewerOf(token)).toBe(viewer);
    now += 1;
    for (let i = 0; i < 5; i += 1) expect(viewerOf(token)).toBe(viewer); // nobody waits
    let again = viewerOf(token);
    for (; again === viewer; again = viewerOf(token)) await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(again).rejects.toMatchObject({ status: 401 });
    expect(asked).toBe(2);
  });

  it('are no page of something else, nor what another address gives', async () => {
    const { privateKey, jwk } = await newKey('a');
    published = [jwk];
    const elsewhere = createServer((request, response) => {
      const moved = { location: address };
      if (request.url === '/moved') response.writeHead(302, moved).end();
      else response.end('{"keys":"none"}');
    });
    await once(elsewhere.listen(0), 'listening');
    const at = `http://localhost:${(elsewhere.address() as AddressInfo).port}`;
    for (const path of ['moved', 'page']) {
      const { viewerOf } = createIdentity({ keys: createRemoteKeys([`${at}/${path}`]) });
      await expect(viewerOf(await tokenBy(privateKey, 'a'))).rejects.toMatchObject({ status: 503 });
    }
    elsewhere.closeAllConnections();
    elsewhere.close();
    expect(asked).toBe(0);
  });
});
