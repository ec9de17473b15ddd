import { expect, it } from '@jest/globals';
import { stopIdleSpin } from '../../kernel/event-bus/kafka-spin-patch.ts';
import { silent } from './places.ts';

it('another kafkajs than the one that was patched is left as it is, and that is said', () => {
  const said: string[] = [];
  stopIdleSpin({ ...silent, warn: (_, text) => void said.push(text) }, '2.3.0');
  expect(said).toEqual([expect.stringContaining('kafkajs is 2.3.0, but its idle spin was patched in 2.2.4')]);
});

it('the kafkajs that is installed is the one that was patched', () => {
  const said: string[] = [];
  stopIdleSpin({ ...silent, warn: (_, text) => void said.push(text) });
  expect(said).toEqual([]);
});
