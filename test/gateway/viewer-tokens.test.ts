import { expect, it } from '@jest/globals';
import { createViewerTokens } from '../../gateway/viewer-tokens.ts';
import { verifyViewerToken } from '../../kernel/graphql/viewer-token.ts';
import { ANONYMOUS } from '../../kernel/graphql/viewer.ts';

const key = Buffer.alloc(32, 7);
const ann = { id: 'usr_ann', isStaff: true };

const opened = async (header: string, subgraph: string, now: number) =>
  verifyViewerToken(header.replace(/^Bearer /, ''), subgraph, [key], new Date(now));

it('signs one token for each viewer and subgraph, which is given again for half of its life', async () => {
  let now = Date.now();
  const tokens = createViewerTokens(key, () => now);
  const first = await tokens(ann, 'orders');
  expect(await opened(first, 'orders', now)).toMatchObject({ viewer: ann });
  await expect(opened(first, 'users', now)).rejects.toThrow('"aud"');
  expect((await opened(await tokens(ANONYMOUS, 'orders'), 'orders', now)).viewer).toEqual(ANONYMOUS);
  now += 29_999;
  expect(tokens(ann, 'orders')).toBe(first); // at once
  now += 1;
  const second = await tokens(ann, 'orders');
  expect(second).not.toBe(first);
  expect((await opened(second, 'orders', now)).expiresAt).toBeGreaterThanOrEqual(now + 59_000);
});

it('signs once for those who ask at the same time', async () => {
  const tokens = createViewerTokens(key);
  const asked = [tokens(ann, 'gigs'), tokens(ann, 'gigs')];
  expect(asked[0]).toBe(asked[1]);
  expect(await asked[0]).toMatch(/^Bearer ey/);
});
