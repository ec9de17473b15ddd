import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { remember } from '../../kernel/graphql/remember.ts';
import { ANONYMOUS, type Viewer } from '../../kernel/graphql/viewer.ts';
import { Refused } from '../errors.ts';

/** Who sends a request, by its Authorization header. Throws Refused: 401, or 503 without the keys. */
export type Identity = { viewerOf(authorization: string | undefined): Promise<Viewer> };

type Verifying = { keys: JWTVerifyGetKey; now?: () => Date };

const ISSUER = 'chimera';
const AUDIENCE = 'chimera';

/** Verifies users' 10-minute tokens; one that was verified is remembered until it ends. */
export const createIdentity = ({ keys, now = () => new Date() }: Verifying): Identity => {
  const known = remember<{ viewer: Viewer; expiresAt: number }>(10_000);

  return {
    async viewerOf(authorization) {
      if (authorization === undefined) return ANONYMOUS;
      const token = tokenIn(authorization);
      const found = known.get(token);
      if (found && found.expiresAt > now().getTime()) return found.viewer;
      const verified = await verify(token, keys, now()).catch((error) => Promise.reject(refusalOf(error)));
      return known.set(token, verified).viewer;
    },
  };
};

/** Keys of the same process: read again when a token names one that is not known yet. */
export const localKeys = (read: () => Promise<JSONWebKeySet>): JWTVerifyGetKey => {
  let known: JWTVerifyGetKey | undefined;
  return async (header, token) => {
    known ??= createLocalJWKSet(await read());
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      known = createLocalJWKSet(await read());
      return known(header, token);
    }
  };
};

const tokenIn = (authorization: string) => {
  const token = /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1];
  if (!token) throw unauthenticated('Expected "Authorization: Bearer TOKEN", got something else.');
  return token;
};

const verify = async (token: string, keys: JWTVerifyGetKey, currentDate: Date) => {
  const options: JWTVerifyOptions = {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ['EdDSA'],
    requiredClaims: ['sub', 'exp'],
    currentDate,
  };
  const { payload } = await verifyWithEither(token, keys, options);
  const { sub, staff, exp } = payload;
  if (typeof sub !== 'string' || sub === '' || typeof staff !== 'boolean')
    throw new errors.JWTInvalid('Expected the claims sub, a string, and staff, a boolean.');
  return { viewer: { id: sub, isStaff: staff }, expiresAt: exp! * 1000 };
};

/** A token that names no `kid` is tried with each key of the set: two while they rotate. */
const verifyWithEither = async (token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions) => {
  try {
    return await jwtVerify(token, keys, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error)
      try {
        return await jwtVerify(token, key, options);
      } catch (reason) {
        if (!(reason instanceof errors.JWSSignatureVerificationFailed)) throw reason;
      }
    throw new errors.JWSSignatureVerificationFailed();
  }
};

const NOT_OURS = [
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
];

const refusalOf = (error: unknown) => {
  if (error instanceof errors.JWTExpired)
    return unauthenticated('The token has expired: refresh the session, or send none to be anonymous.');
  if (NOT_OURS.some((kind) => error instanceof kind))
    return unauthenticated('The token is not one of ours: sign in, or send none to be anonymous.');
  return new Refused(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be verified now. Try again.');
};

const unauthenticated = (message: string) =>
  new Refused(401, 'UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer error="invalid_token"' });
