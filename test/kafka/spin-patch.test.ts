import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { stopSpins } from '../../kernel/event-bus/kafka-spin-patch.ts';
import { silent } from './places.ts';

const run = promisify(execFile);

it('another kafkajs than the one that was patched is left as it is, and that is said', () => {
  const said: string[] = [];
  stopSpins({ ...silent, warn: (_, text) => void said.push(text) }, '2.3.0');
  expect(said).toEqual([expect.stringContaining('kafkajs is 2.3.0, but its spins were patched in 2.2.4')]);
});

it('the kafkajs that is installed is the one that was patched', () => {
  const said: string[] = [];
  stopSpins({ ...silent, warn: (_, text) => void said.push(text) });
  expect(said).toEqual([]);
});

it('a consumer that is stopped while a broker goes ends, where kafkajs as it comes takes the process with it', async () => {
  const stop = async (...how: string[]) =>
    (await run(process.execPath, ['test/kafka/stopping-process.ts', ...how], { timeout: 5_000 })).stdout;
  expect(await stop()).toBe('stopped\n');
  await expect(stop('unpatched')).rejects.toMatchObject({ killed: true, stdout: '' });
});
