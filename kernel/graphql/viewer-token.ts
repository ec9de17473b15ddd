import { jwtVerify, SignJWT } from 'jose';
import type { Viewer } from './viewer.ts';

const LIFETIME_SECONDS = 60;

/** Made by the gateway for one subgraph: HS256 under GATEWAY_KEY, 60 seconds. */
export const signViewerToken = (viewer: Viewer, subgraph: string, key: Uint8Array, now: Date) =>
  new SignJWT({ staff: viewer.isStaff })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('chimera-gateway')
    .setAudience(subgraph)
    .setSubject(viewer.id ?? 'anonymous')
    .setExpirationTime(Math.floor(now.getTime() / 1000) + LIFETIME_SECONDS)
    .sign(key);

/** Throws jose's error unless one of the keys (two while they rotate) signed it for this subgraph. */
export const verifyViewerToken = async (
  token: string,
  subgraph: string,
  keys: Uint8Array[],
  now: Date,
): Promise<{ viewer: Viewer; expiresAt: number }> => {
  const options = {
    audience: subgraph,
    issuer: 'chimera-gateway',
    algorithms: ['HS256'],
    requiredClaims: ['sub', 'exp'],
    currentDate: now,
  };
  const verified = await firstThatVerifies(keys, (key) => jwtVerify(token, key, options));
  const { sub, staff, exp } = verified.payload;
  return {
    viewer: { id: sub === 'anonymous' ? null : sub!, isStaff: staff === true },
    expiresAt: exp! * 1000,
  };
};

const firstThatVerifies = async <T>(keys: Uint8Array[], verify: (key: Uint8Array) => Promise<T>) => {
  let reason: unknown = new Error('There is no GATEWAY_KEY.');
  for (const key of keys)
    try {
      return await verify(key);
    } catch (error) {
      reason = error;
    }
  throw reason;
};
