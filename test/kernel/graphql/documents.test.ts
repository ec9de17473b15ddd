import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createExecutor } from '../../../kernel/graphql/execute.ts';
import { signViewerToken } from '../../../kernel/graphql/viewer-token.ts';
import { collect } from '../../collect.ts';
import { anonymous, testLog } from '../../marketplace.ts';

const heapInMegabytes = () => {
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

it.each([
  ['long', 1_000, (i: number) => `{ name(of: "${i}${randomBytes(30_000).toString('hex')}") }`],
  [
    'many',
    500,
    (i: number) => `{ b${i}: name ${Array.from({ length: 800 }, (_, j) => `a${j}:name`).join(' ')} }`,
  ],
])('a client who sends %s documents that nobody sent before fills no memory', async (_, count, query) => {
  const gatewayKey = randomBytes(32);
  const schema = buildSchema('type Query { name(of: String): String }');
  const execute = createExecutor({
    subgraph: 'names',
    schema,
    gatewayKeys: [gatewayKey],
    createContext: () => ({}),
    log: testLog,
  });
  const authorization = `Bearer ${await signViewerToken(anonymous, 'names', gatewayKey, new Date())}`;
  const before = heapInMegabytes();
  for (let i = 0; i < count; i += 1)
    expect(await execute({ query: query(i), headers: { authorization } })).toMatchObject({ status: 200 });
  expect(heapInMegabytes() - before).toBeLessThan(25);
});
