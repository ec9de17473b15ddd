import { getHeapSpaceStatistics } from 'node:v8';
import { describe, expect, it } from '@jest/globals';
import { createSharing } from '../../../gateway/subgraph/sharing.ts';
import { createWatch, type Waiting } from '../../../gateway/wires/watch.ts';
import { responseTo, telling, type WireRequest, type WireResponse } from '../../../gateway/wires/wire.ts';
import { collect } from '../../collect.ts';

const ROUNDS = 300;
const IN_FLIGHT = 50;
const TURNS_A_ROUND = 4;
const KIB = 1_024;

/** With 8 KiB on the heap, as what a request holds. */
const requestOf = (number: number): WireRequest => ({
  body: Buffer.from(`{"query":"{ gig(id: ${number}) { id } }"}`),
  headers: { authorization: `Bearer ${number}` },
  isMutation: false,
  signal: Object.assign({ aborted: false }, { held: Array.from({ length: KIB }, () => number) }),
});

const longLived = () =>
  getHeapSpaceStatistics().find((space) => space.space_name === 'old_space')!.space_used_size;

/** What collections of the young alone leave behind, in bytes, while fifty at once come and go. */
const leftBehind = async (comeAndGo: (number: number) => Promise<void> | void) => {
  collect({ type: 'major' });
  const before = longLived();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < TURNS_A_ROUND; turn += 1) {
      const number = (round * TURNS_A_ROUND + turn) * IN_FLIGHT;
      const gone = Promise.all(Array.from({ length: IN_FLIGHT }, (_, i) => comeAndGo(number + i)));
      if (turn === 0) collect({ type: 'minor' }); // while they are in flight
      await gone;
    }
  }
  return longLived() - before;
};

/** In bytes; the test itself leaves 1.5 MiB. A Set in place of the list left 160, a Map in place of the slots 10. */
const LITTLE = 6 * KIB * KIB;

describe('what has ended is no more held', () => {
  it('by the watch over deadlines', async () => {
    const watch = createWatch();
    const waiting: Waiting[] = [];
    const left = await leftBehind((number) => {
      const one: Waiting = { request: requestOf(number), place: -1, fail: () => {} };
      watch.add(one);
      waiting.push(one);
      if (waiting.length > IN_FLIGHT) watch.delete(waiting.shift()!);
    });
    for (const one of waiting) watch.delete(one);
    expect(left).toBeLessThan(LITTLE);
  });

  it('by the fetches that are shared', async () => {
    const response: WireResponse = { status: 200, headers: {}, body: Buffer.from('{}') };
    const send = createSharing(
      telling(() => new Promise((resolve) => setImmediate(resolve, response))),
      () => {},
    );
    const left = await leftBehind(async (number) => void (await responseTo(send, requestOf(number))));
    expect(left).toBeLessThan(LITTLE);
  });
});
