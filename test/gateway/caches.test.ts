import { expect, it } from '@jest/globals';
import { createCache } from '../../gateway/caches.ts';

it('keeps for Apollo what was used last, of so many characters of JSON', async () => {
  const cache = createCache<{ text: string }>(100); // {"text":""} has 11
  const put = (key: string, length: number) => cache.set(key, { text: 'x'.repeat(length) });
  await put('a', 30);
  await put('b', 30);
  await cache.get('a');
  await put('c', 30);
  await put('too large', 90);
  const kept = await Promise.all(['a', 'b', 'c', 'too large'].map((key) => cache.get(key)));
  expect(kept.map((value) => value?.text.length)).toEqual([30, undefined, 30, undefined]);
  await cache.delete('a');
  expect(await cache.get('a')).toBeUndefined();
});
