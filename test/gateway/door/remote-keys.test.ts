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
    const { keys, read } = createRemoteKeys([address]);
    const { viewerOf } = createIdentity({ keys });
    await read();
    await stop();
    for (let i = 0; i < 3; i += 1)
      expect((await viewerOf(await tokenBy(privateKey, 'a'))).id).toMatch(/^usr_/);
    expect(asked).toBe(1);
  });

  it('that nobody could be asked for are a 503, and not the token’s fault', async () => {
    const { privateKey } = await newKey('a');
    await stop();
    const { viewerOf } = createIdentity({ keys: createRemoteKeys([address]).keys });
    await expect(viewerOf(await tokenBy(privateKey, 'a'))).rejects.toMatchObject({ status: 503 });
  });

  it('come from the first address that answers', async () => {
    const { privateKey, jwk } = await newKey('a');
    published = [jwk];
    const { keys } = createRemoteKeys(['http://localhost:1/jwks.json', address]);
    expect((await createIdentity({ keys }).viewerOf(await tokenBy(privateKey, 'a'))).id).toMatch(/^usr_/);
  });

  it('are not asked for with every token that names an unknown one', async () => {
    const { jwk } = await newKey('a');
    const stranger = await newKey('b');
    published = [jwk];
    const { keys, read } = createRemoteKeys([address]);
    const { viewerOf } = createIdentity({ keys });
    await read();
    for (let i = 0; i < 5; i += 1)
      await expect(viewerOf(await tokenBy(stranger.privateKey, 'b'))).rejects.toMatchObject({ status: 401 });
    expect(asked).toBe(1);
  });
});
