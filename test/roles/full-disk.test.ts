import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as later } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';

/** Each write to it is refused with ENOSPC. */
const FULL = '/dev/full';

let gateway: ChildProcess | undefined;
afterEach(async () => {
  if (gateway?.exitCode === null && gateway.kill('SIGKILL')) await once(gateway, 'exit');
});

const serve = async (env: Record<string, string>) => {
  const stderr = openSync(FULL, 'w');
  const child = spawn(process.execPath, ['main.ts', 'gateway', '--supergraph', 'schema/supergraph.graphql'], {
    env: { PATH: process.env['PATH'], PORT: '0', ACCESS_LOG: 'on', RATE_LIMIT_ADDRESS: '9/1', ...env },
    stdio: ['ignore', 'pipe', stderr],
  });
  gateway = child;
  closeSync(stderr);
  for await (const line of createInterface(child.stdout!))
    if (line.startsWith('ready ')) return line.slice('ready '.length);
  throw new Error(`Expected a gateway that serves, got the exit code ${child.exitCode}.`);
};

const ask = async (url: string) => {
  const answer = await fetch(`${url}/graphql?query={__typename}`, {
    // A proxy that is not trusted is warned of: a line, while the answer is on its way.
    headers: { 'apollo-require-preflight': '1', 'x-forwarded-for': '192.0.2.1' },
  });
  return answer.json();
};

(existsSync(FULL) ? describe : describe.skip)('a gateway whose log lies on a disk that is full', () => {
  it.each(['production', 'development'])('answers, and goes on, in %s', async (NODE_ENV) => {
    const url = await serve({ NODE_ENV });
    const [first] = [await ask(url), await later(1_500)]; // by then lines that were gathered have been written
    expect([first, await ask(url)]).toEqual(Array(2).fill({ data: { __typename: 'Query' } }));
  });
});
