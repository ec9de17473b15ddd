import { readFile } from 'node:fs/promises';
import { request } from 'undici';
import type { Log } from '../log.ts';

/** Where the supergraph's SDL is: a file, or an http address that may answer 304 to its own ETag. */
export type SourceOptions = { at: string; log: Log; /** Milliseconds between two looks. */ every?: number };

export type SupergraphSource = {
  /** Throws where there is nothing to read. */
  read(): Promise<string>;
  /** Looks again and again; hands over each other SDL, once. What is thrown is told, and the next is waited for. */
  follow(take: (sdl: string) => Promise<void>): void;
  close(): void;
};

const EVERY = 5_000;
const TIMEOUT = 10_000;

export const createSupergraphSource = ({ at, log, every = EVERY }: SourceOptions): SupergraphSource => {
  const load = /^https?:\/\//.test(at) ? remote(at) : () => readFile(at, 'utf8');
  let last: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const look = async (take: (sdl: string) => Promise<void>) => {
    try {
      const sdl = await load();
      if (sdl === undefined || sdl === last || isClosed) return;
      last = sdl;
      await take(sdl);
      log.info({ at }, 'The supergraph was changed.');
    } catch (error) {
      log.error({ error, at }, 'The supergraph could not be changed: the one before goes on.');
    }
  };

  return {
    async read() {
      last = await load();
      if (last === undefined) throw new Error(`Expected a supergraph at ${at}, got nothing.`);
      return last;
    },
    follow(take) {
      const again = () => {
        if (isClosed) return;
        timer = setTimeout(() => void look(take).then(again), every);
        timer.unref();
      };
      again();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
};

/** Answers undefined where nothing has changed. */
const remote = (url: string) => {
  let etag: string | undefined;
  return async () => {
    const headers = etag === undefined ? {} : { 'if-none-match': etag };
    const answer = await request(url, { headers, signal: AbortSignal.timeout(TIMEOUT) });
    const text = await answer.body.text();
    if (answer.statusCode === 304) return undefined;
    if (answer.statusCode !== 200)
      throw new Error(`Expected a supergraph at ${url}, got status ${answer.statusCode}.`);
    etag = answer.headers['etag']?.toString();
    return text;
  };
};
