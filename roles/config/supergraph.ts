import { parseArgs } from 'node:util';
import { httpUrlOf } from './urls.ts';
import { ConfigError, type Env } from './values.ts';

export type SupergraphConfig = {
  /** A file, or an http address; ours unless it is set. */
  at?: string;
  /** Of a supergraph that is not ours: where its subgraphs are, unless where it says itself. */
  foreign?: Record<string, string>;
};

/** `gateway --supergraph FILE [--subgraph NAME=URL]…` serves one that is not ours; SUPERGRAPH is where ours is. */
export const supergraphOf = (env: Env, args: string[]): SupergraphConfig => {
  const { supergraph, subgraph = [] } = optionsIn(args);
  if (supergraph === undefined) {
    if (subgraph.length > 0)
      throw new ConfigError('Set --supergraph FILE, too: --subgraph is one of its subgraphs.');
    return env['SUPERGRAPH'] ? { at: env['SUPERGRAPH'] } : {};
  }
  if (supergraph === '') throw new ConfigError('Set --supergraph to a file or an http address; it is empty.');
  return { at: supergraph, foreign: Object.fromEntries(subgraph.map(addressIn)) };
};

const optionsIn = (args: string[]) => {
  try {
    const { values } = parseArgs({
      args,
      options: { supergraph: { type: 'string' }, subgraph: { type: 'string', multiple: true } },
    });
    return values;
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    throw new ConfigError(`Expected gateway [--supergraph FILE [--subgraph NAME=URL]…]: ${line}`);
  }
};

const addressIn = (given: string): [string, string] => {
  const [, name, url] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (name === undefined) throw new ConfigError(`Set --subgraph to NAME=URL, not ${JSON.stringify(given)}.`);
  return [name, httpUrlOf(`--subgraph ${name}`, url!)];
};
