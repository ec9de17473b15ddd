import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { operationOf, type Page } from './pages.ts';

/** Ten minutes are a member's; these last for the whole run. */
const LIFE = '2h';

/** `tokens`: of different members. `jwks`: what they are verified by. */
export type Members = { tokens: string[]; jwks: { keys: JWK[] } };

export const createMembers = async (count: number): Promise<Members> => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const sign = (_: unknown, i: number) =>
    new SignJWT({ staff: false })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'bench' })
      .setIssuer('chimera')
      .setAudience('chimera')
      .setSubject(`usr_${i}`)
      .setIssuedAt()
      .setExpirationTime(LIFE)
      .sign(privateKey);
  const keys = [{ ...(await exportJWK(publicKey)), alg: 'EdDSA', kid: 'bench' }];
  return { tokens: await Promise.all(Array.from({ length: count }, sign)), jwks: { keys } };
};

/** Whole requests for a page; those of known documents are made once. */
export const requestsFor = (page: Page, path: string, { tokens }: Members) => {
  const make = (token: string) => requestOf(path, token, JSON.stringify(operationOf(page)));
  if (page === 'unseen') return (connection: number) => make(tokens[connection % tokens.length]!);
  const made = tokens.map(make);
  return (connection: number) => made[connection % made.length]!;
};

export const requestOf = (path: string, token: string, body: string): Uint8Array =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: application/json\r\n` +
      `authorization: Bearer ${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
