import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { closeGateways, post, startGateway } from '../fakes.ts';

let url: string;
beforeAll(async () => {
  ({ url } = await startGateway());
});
afterAll(closeGateways);

it('a request is told its cost when it asks for it', async () => {
  const query = '{ gigs { id seller { username } } }';
  const { body } = await post(url, { query }, { 'x-chimera-cost': '1' });
  expect(body.extensions).toEqual({ cost: { estimated: 20, limit: 5_000 } });
  expect((await post(url, { query })).body.extensions).toBeUndefined();
});
