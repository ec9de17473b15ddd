import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

export type Pair = { privateKey: CryptoKey; jwk: JWK };
export const pair = async (kid?: string): Promise<Pair> => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  return {
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), alg: 'EdDSA', use: 'sig', ...(kid && { kid }) },
  };
};

export type Claims = { iss?: string; aud?: string; sub?: string; staff?: unknown; exp?: number };
export const OURS: Claims = { iss: 'chimera', aud: 'chimera', sub: 'usr_bea', staff: false };
export const soon = () => Math.floor(Date.now() / 1000) + 600;
export const signed = ({ privateKey, jwk }: Pair, claims: Claims = {}) => {
  const payload = JSON.parse(JSON.stringify({ ...OURS, exp: soon(), ...claims })) as Record<string, unknown>;
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA', ...(jwk.kid && { kid: jwk.kid }) })
    .sign(privateKey);
};
