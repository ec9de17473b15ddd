import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';

const COOLDOWN = 5_000;
const TIMEOUT = 3_000;

/** What tokens are verified by, as another process tells it; `read` fetches it now. */
export type RemoteKeys = { keys: JWTVerifyGetKey; read(): Promise<void> };

/**
 * Keys from the first of these addresses that answers: read once, and again, at most every 5 s, when a token names
 * one that is not known. Known keys go on to verify while nobody answers.
 */
export const createRemoteKeys = (urls: string[]): RemoteKeys => {
  const set = createRemoteJWKSet(new URL(urls[0]!), {
    cacheMaxAge: Infinity,
    cooldownDuration: COOLDOWN,
    timeoutDuration: TIMEOUT * urls.length,
    [customFetch]: (_, options) => fetchFirst(urls, options),
  });
  return { keys: set, read: () => set.reload() };
};

const fetchFirst = async (urls: string[], options: RequestInit): Promise<Response> => {
  const failures: unknown[] = [];
  for (const url of urls)
    try {
      const response = await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT) });
      if (response.status === 200) return response;
      failures.push(new Error(`${url} answered ${response.status}.`));
    } catch (error) {
      failures.push(error);
    }
  throw new AggregateError(failures, 'No address gave the keys that tokens are verified by.');
};
