import { readFileSync } from 'node:fs';
import { createSupergraphSource, type SupergraphSource } from '../gateway/supergraph/source.ts';
import type { Logger } from '../kernel/logger.ts';
import { ConfigError, type Config } from './config.ts';

const OURS = new URL('../schema/supergraph.graphql', import.meta.url);

/** The one beside the code or, where SUPERGRAPH says where it is, the one there: then it is followed. */
export const supergraphOf = ({ supergraph: { at } }: Config, log: Logger): string | SupergraphSource =>
  at === undefined ? readFileSync(OURS, 'utf8') : createSupergraphSource({ at, log });

/** For a supergraph that was set: what is wrong with it, in a line. */
export const toldOfSupergraph =
  ({ supergraph: { at, foreign } }: Config) =>
  (error: Error): never => {
    if (at === undefined || error instanceof ConfigError) throw error;
    const [line] = error.message.split('\n');
    const name = foreign ? '--supergraph' : 'SUPERGRAPH';
    throw new ConfigError(`Set ${name} to one that can be served: ${at}: ${line}`);
  };
