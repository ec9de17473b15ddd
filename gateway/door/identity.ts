import { errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { remember } from '../../kernel/graphql/remember.ts';
import { ANONYMOUS, type Viewer } from '../../kernel/graphql/viewer.ts';
import { Refused } from '../errors.ts';
import type { Keys } from './keys.ts';

export { localKeys } from './keys.ts';

/**
 * Who sends a request, by its Authorization header: at once where the token is known. Throws Refused: 401, or 503
 * without the keys.
 */
export type Identity = { viewerOf(authorization: string | undefined): Viewer | Promise<Viewer> };

export type Claims = {
  issuer?: string;
  audience?: string;
  /** What a token may be signed by; a token cannot choose. */
  algorithms?: string[];
};

type Verifying = Claims & { keys: Keys; now?(): number };

type Known = { viewer: Viewer; endsAt: number; edition: number };

/** Seconds that the clock of who signed may be ahead of ours, or behind. */
const CLOCK_TOLERANCE = 5;
/** Of tokens, with what is remembered of each. */
const MOST = 10_000;
const CHARACTERS = { largest: 4_096, total: 16 * 1024 * 1024 };

/** Verifies tokens; one that was verified is remembered until it ends, or a key has gone. */
export const createIdentity = ({ keys, now = Date.now, ...claims }: Verifying): Identity => {
  const known = remember<Known>(MOST, CHARACTERS);

  const verified = async (authorization: string) => {
    const edition = keys.edition();
    const options = optionsOf(claims, new Date(now()));
    try {
      const found = await verify(tokenIn(authorization), keys.find, options);
      return known.set(authorization, { ...found, edition }).viewer;
    } catch (error) {
      throw refusalOf(error);
    }
  };

  return {
    viewerOf(authorization) {
      if (authorization === undefined) return ANONYMOUS;
      const found = known.get(authorization);
      if (found !== undefined && found.endsAt > now() && found.edition === keys.edition())
        return found.viewer;
      return verified(authorization);
    },
  };
};

const optionsOf = (
  { issuer = 'chimera', audience = 'chimera', algorithms = ['EdDSA'] }: Claims,
  currentDate: Date,
): JWTVerifyOptions => ({
  issuer,
  audience,
  algorithms,
  requiredClaims: ['sub', 'exp'],
  clockTolerance: CLOCK_TOLERANCE,
  currentDate,
});

const tokenIn = (authorization: string) => {
  const token = /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1];
  if (!token) throw unauthenticated('Expected "Authorization: Bearer TOKEN", got something else.');
  return token;
};

const verify = async (token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions) => {
  const { payload } = await verifyWithEither(token, keys, options);
  const { sub, staff = false, exp } = payload;
  if (typeof sub !== 'string' || sub === '' || typeof staff !== 'boolean')
    throw new errors.JWTInvalid('Expected the claims sub, a string, and staff, a boolean or none.');
  return { viewer: { id: sub, isStaff: staff }, endsAt: (exp! + CLOCK_TOLERANCE) * 1_000 };
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
  if (error instanceof Refused) return error;
  if (error instanceof errors.JWTExpired)
    return unauthenticated('The token has expired: refresh the session, or send none to be anonymous.');
  if (NOT_OURS.some((kind) => error instanceof kind))
    return unauthenticated('The token is not one of ours: sign in, or send none to be anonymous.');
  return new Refused(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be verified now. Try again.');
};

const unauthenticated = (message: string) =>
  new Refused(401, 'UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer error="invalid_token"' });
