import { expect, it } from '@jest/globals';
import { serveHttp } from '../../../kernel/graphql/serve-http.ts';

it('a subgraph has room for more headers than its gateway takes', async () => {
  const call = async () => ({ status: 200, headers: {}, body: { data: {} } });
  const { port, close } = await serveHttp(call, 0);
  const headers = { authorization: `Bearer ${'x'.repeat(15_000)}`, cookie: 'x'.repeat(15_000) };
  const body = JSON.stringify({ query: '{ __typename }' });
  const answer = await fetch(`http://localhost:${port}/graphql`, { method: 'POST', headers, body });
  expect([answer.status, await answer.json()]).toEqual([200, { data: {} }]);
  await close();
});
