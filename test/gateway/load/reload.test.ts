import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { createSource } from '../fakes.ts';
import { answering, openNotebook, pageOf, SUPERGRAPH, WITH_MOTTO } from './notebook.ts';

const SWAPS = Number(process.env['LOAD_SWAPS'] ?? 20);
const AT_ONCE = 10;

it('the schema is swapped again and again, and no request fails', async () => {
  const { source, swap } = createSource(SUPERGRAPH);
  const places = answering('places', 10); // so that there are always some in flight
  const { ask, close } = await openNotebook({ supergraph: source, places });
  const expected = { status: 200, text: JSON.stringify(pageOf('sam')) };
  let [answered, isOver] = [0, false];
  const keepAsking = async () => {
    for (; !isOver; answered += 1) expect(await ask('sam')).toEqual(expected);
  };
  const load = Promise.all(Array.from({ length: AT_ONCE }, keepAsking));
  const statuses: number[] = [];
  const swapping = async () => {
    for (let i = 0; i < SWAPS; i += 1) {
      await swap(i % 2 === 0 ? WITH_MOTTO : SUPERGRAPH);
      statuses.push((await ask('sam', '{ me { motto } }')).status);
      await sleep(20);
    }
    isOver = true;
  };
  try {
    await Promise.all([load, swapping()]);
  } finally {
    isOver = true;
    await close();
  }
  expect(statuses).toEqual(Array.from({ length: SWAPS }, (_, i) => (i % 2 === 0 ? 200 : 400)));
  expect(answered).toBeGreaterThan(SWAPS);
}, 300_000);
