import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { days, type Clock } from '../../../kernel/clock.ts';
import type { Row, Rows, RowStore } from '../../../kernel/row-store/row-store.ts';

/** The id is the key's period, so that two services at once cannot make two keys of one. */
type SigningKey = Row & { jwk: JWK };

/** One key signs for 30 days; the one before it is still accepted while its successor signs. */
export type KeyRing = {
  signingKey(): Promise<{ kid: string; key: CryptoKey }>;
  /** Public halves, for whoever verifies. */
  jwks(): Promise<{ keys: JWK[] }>;
};

const ALGORITHM = 'EdDSA';

export const openKeyRing = async (store: RowStore, clock: Clock): Promise<KeyRing> => {
  const rows = await store.open<SigningKey>('signingKeys');
  const period = () => Math.floor(clock.now().getTime() / days(30));
  let signing: { kid: string; key: CryptoKey } | undefined;

  const signingKey = async () => {
    const kid = kidOf(period());
    if (signing?.kid !== kid) {
      const { jwk } = await keyOfPeriod(rows, kid);
      await forgetBefore(rows, period() - 1);
      signing = { kid, key: (await importJWK(jwk, ALGORITHM)) as CryptoKey };
    }
    return signing;
  };

  const jwks = async () => {
    await signingKey();
    // The next one too: a process whose clock is ahead may sign with it already.
    const around = await rows.get([-1, 0, 1].map((step) => kidOf(period() + step)));
    return { keys: around.flatMap((row) => (row ? [publicHalf(row)] : [])) };
  };

  await signingKey();
  return { signingKey, jwks };
};

const KID = 'key-';
const kidOf = (period: number) => KID + period;

/** Made by whoever needs it first; everybody reads what was stored. */
const keyOfPeriod = async (rows: Rows<SigningKey>, kid: string): Promise<SigningKey> => {
  const [known] = await rows.get([kid]);
  if (known) return known;
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  await rows.insert({ id: kid, jwk: await exportJWK(privateKey) });
  const [stored] = await rows.get([kid]);
  return stored!;
};

const forgetBefore = async (rows: Rows<SigningKey>, period: number) => {
  const old = (await rows.all()).map(({ id }) => id).filter((id) => Number(id.slice(KID.length)) < period);
  await rows.remove(old);
};

const publicHalf = ({ id, jwk: { d: _, ...open } }: SigningKey): JWK => ({
  ...open,
  kid: id,
  alg: ALGORITHM,
  use: 'sig',
});
