import { afterEach, expect, it } from '@jest/globals';
import { service } from '../../subgraphs/users/service.ts';
import { worker } from '../../subgraphs/users/worker.ts';
import { anonymous, openMarketplace, type Marketplace } from '../marketplace.ts';

let market: Marketplace;
afterEach(() => market.close());

it('one command, one event, one view, one query', async () => {
  market = await openMarketplace({ subgraphs: { users: { service, worker } } });
  const registered = await market.ask(
    anonymous,
    'users',
    `mutation { registerUser(input: { username: "ana", email: "ana@example.com", password: "a-long-password",
       displayName: "Ana" }) { user { id username displayName } userErrors { field code message } } }`,
  );
  expect(registered).toMatchObject({ data: { registerUser: { user: { username: 'ana' }, userErrors: [] } } });
  await market.settled();
  const { data } = await market.ask(anonymous, 'users', '{ user(username: "ana") { id displayName } }');
  expect(data.user).toMatchObject({ displayName: 'Ana' });
});
