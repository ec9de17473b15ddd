import type { JSONWebKeySet } from 'jose';
import { fetch } from 'undici'; // loaded anyway: node's own fetch would load a second copy
import { createKeys, type Keys } from './keys.ts';

const COOLDOWN = 5_000;
const REFRESH = 5 * 60_000;
const TIMEOUT = 3_000;
const MOST_CHARACTERS = 256 * 1024;

/**
 * Keys from the first of these addresses that answers: read once, every five minutes beside what goes on, and, at
 * most every 5 s, when a token names one that is not known. Known keys go on to verify while nobody answers.
 */
export const createRemoteKeys = (urls: string[], now?: () => number): Keys =>
  createKeys({
    read: () => fetchFirst(urls),
    cooldown: COOLDOWN,
    refresh: REFRESH,
    ...(now && { now }),
  });

const fetchFirst = async (urls: string[]): Promise<JSONWebKeySet> => {
  const failures: Error[] = [];
  for (const url of urls)
    try {
      return await fetchSet(url);
    } catch (error) {
      failures.push(new Error(`${url}: ${reasonOf(error as Error)}`, { cause: error }));
    }
  throw new AggregateError(
    failures,
    `No address gave the keys that tokens are verified by: ${failures.map(({ message }) => message).join('; ')}`,
  );
};

/** fetch keeps what went wrong behind its error. */
const reasonOf = ({ message, cause }: Error) => (cause instanceof Error ? cause.message : message);

const fetchSet = async (url: string): Promise<JSONWebKeySet> => {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'manual', // who may send us elsewhere may give us keys
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}.`);
  if (text.length > MOST_CHARACTERS) throw new Error(`${url} gave ${text.length} characters of keys.`);
  return JSON.parse(text) as JSONWebKeySet;
};
