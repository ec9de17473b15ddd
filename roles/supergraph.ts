import { readFileSync } from 'node:fs';
import { createSupergraphSource, type SupergraphSource } from '../gateway/supergraph/source.ts';
import type { Logger } from '../kernel/logger.ts';
import { ConfigError, type Config } from './config.ts';
import { withinTimeout } from './patience.ts';

const OURS = new URL('../schema/supergraph.graphql', import.meta.url);

/** The one beside the code or, where SUPERGRAPH says where it is, the one there: then it is followed. */
export const supergraphOf = (config: Config, log: Logger): string | SupergraphSource =>
  config.supergraph.at === undefined
    ? readFileSync(OURS, 'utf8')
    : supergraphAt(config.supergraph.at, config, log);

/** An address that does not answer is waited for, as any server: for START_TIMEOUT. */
export const supergraphAt = (at: string, { startTimeout }: Config, log: Logger): SupergraphSource => {
  const source = createSupergraphSource({ at, log });
  const isAddress = /^https?:/.test(at);
  const onFailure = (error: unknown, isLast: boolean) => {
    if (!isAddress || isLast) throw error;
    log.warn({ at, error: (error as Error).message }, 'The supergraph is not there yet.');
  };
  return { ...source, read: () => withinTimeout(source.read, startTimeout, onFailure) };
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
