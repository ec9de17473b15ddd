import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newFolder, runWith } from '../journeys/process.ts';

type Sent = {
  resourceSpans: { resource: object; scopeSpans: { spans: { traceId: string; name: string }[] }[] }[];
};

const sent: Sent[] = [];
const collector = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  sent.push(JSON.parse(Buffer.concat(chunks).toString()) as Sent);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
let folder: Awaited<ReturnType<typeof newFolder>>;
beforeAll(async () => {
  folder = await newFolder();
  await once(collector.listen(0), 'listening');
});
afterAll(async () => {
  collector.close();
  await folder.remove();
});

const registration = {
  username: 'traced',
  email: 'traced@example.com',
  password: 'correct horse battery',
  displayName: 'Traced',
  idempotencyKey: 'traced',
};

it('sends the spans of a command under its caller’s trace, the last of them before the process ends', async () => {
  const { port } = collector.address() as AddressInfo;
  const market = runWith(folder.path, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}` });
  const traceId = 'ab'.repeat(16);
  const url = await market.ready;
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` },
    body: JSON.stringify({
      query: 'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { userErrors { code } } }',
      variables: { input: registration },
    }),
  });
  expect(await market.signal('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  const spans = sent.flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans));
  expect(JSON.stringify(sent)).toContain('chimera-all');
  const traced = spans.flatMap((scope) => scope.spans).filter((span) => span.traceId === traceId);
  expect(traced.map(({ name }) => name).sort()).toEqual([
    'POST /graphql',
    'RegisterUser',
    'fetch users',
    'plan',
  ]);
});
