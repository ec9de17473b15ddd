import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSupergraphSource, type SupergraphSource } from '../gateway/supergraph/source.ts';
import type { Logger } from '../kernel/logger.ts';
import { ConfigError, type Config } from './config.ts';

const OURS = new URL('../schema/supergraph.graphql', import.meta.url);

const AGAIN = 500;

/** The one beside the code or, where SUPERGRAPH says where it is, the one there: then it is followed. */
export const supergraphOf = (config: Config, log: Logger): string | SupergraphSource =>
  config.supergraph.at === undefined
    ? readFileSync(OURS, 'utf8')
    : supergraphAt(config.supergraph.at, config, log);

/** An address that does not answer is waited for, as any server: for START_TIMEOUT. */
export const supergraphAt = (at: string, { startTimeout }: Config, log: Logger): SupergraphSource => {
  const source = createSupergraphSource({ at, log });
  const isAddress = /^https?:/.test(at);
  const end = startTimeout === 0 ? Infinity : performance.now() + startTimeout * 1_000;
  return {
    ...source,
    async read() {
      for (;;)
        try {
          return await source.read();
        } catch (error) {
          if (!isAddress || performance.now() + AGAIN > end) throw error;
          log.warn({ at, error: (error as Error).message }, 'The supergraph is not there yet.');
          await sleep(AGAIN);
        }
    },
  };
};

/** For a supergraph that was set: what is wrong with it, in a line. */
export const toldOfSupergraph =
  ({ supergraph: { at, foreign } }: Config) =>
  (error: Error): never => {
    if (at === undefined || error instanceof ConfigError) throw error;
    const [line] = error.message.split('\n');
    const name = foreign ? '--supergraph' : 'SUPERGRAPH';
    throw new ConfigError(`Set ${name} to one that can be served: ${at}: ${line}`);
  };
