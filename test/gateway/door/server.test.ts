import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readJson } from '../../../gateway/door/body.ts';
import { createCors } from '../../../gateway/door/cors.ts';
import { createHttpServer, type Answered } from '../../../gateway/door/server.ts';
import { quiet } from '../fakes.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const LIMITS = { headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 50, silence: 700 };
const LARGE = 'x'.repeat(20_000_000);

/** `/echo` reads its body; `/slow` answers after 200 ms. */
const serve = async (limits: object = LIMITS) => {
  const answered: Answered[] = [];
  const errors: string[] = [];
  let hasLeft: (() => boolean) | undefined;
  const server = createHttpServer({
    routes: [
      {
        method: 'POST',
        path: '/echo',
        answer: async ({ stream, headers }) => ({
          status: 200,
          body: JSON.stringify(await readJson(stream, headers)),
        }),
      },
      {
        method: 'GET',
        path: '/large',
        answer: async () => ({ status: 200, body: LARGE }),
      },
      {
        method: 'GET',
        path: '/slow',
        async answer({ leaving }) {
          hasLeft = () => leaving.aborted;
          await new Promise((resolve) => setTimeout(resolve, 200));
          return { status: 200, body: 'slow' };
        },
      },
    ],
    cors: createCors([], true),
    log: quiet,
    observe: (one) => answered.push(one),
    onError: (code) => errors.push(code),
    limits,
  });
  open.push(server);
  return { port: await server.listen(0), answered, errors, hasLeft: () => hasLeft?.() };
};

/** What comes back for these bytes, when the server has closed the connection. */
const answerTo = async (port: number, ...parts: (string | Buffer)[]) => {
  const socket = connect(port, 'localhost');
  for (const part of parts) socket.write(part);
  return text(socket);
};

const HEAD = 'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';

it('who does not read an answer is left with it after a while', async () => {
  const { port } = await serve();
  const socket = connect(port, 'localhost').pause();
  socket.write('GET /large HTTP/1.1\r\nhost: a\r\n\r\n');
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const came = await text(socket).catch(() => '');
  expect(came.length).toBeLessThan(LARGE.length);
});

describe('a connection that is kept', () => {
  it('is kept for longer than load balancers keep theirs', async () => {
    const { port } = await serve({});
    const { headers } = await fetch(`http://localhost:${port}/slow`);
    expect(Number(/^timeout=(\d+)$/.exec(headers.get('keep-alive')!)![1])).toBeGreaterThan(60);
  });

  it('may be silent for longer than one that is in use', async () => {
    const { port, errors } = await serve({ ...LIMITS, silence: 600, keepAliveTimeout: 10_000 });
    const socket = connect(port, 'localhost');
    const slow = 'GET /slow HTTP/1.1\r\nhost: a\r\n';
    socket.write(`${slow}\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    socket.write(`${slow}connection: close\r\n\r\n`);
    expect((await text(socket)).match(/200 OK/g)).toHaveLength(2);
    expect(errors).toEqual([]);
  });
});

it('a connection whose client has gone is no request that is none', async () => {
  const { port, answered, errors } = await serve({});
  for (const more of ['', HEAD, `${HEAD}content-length: 9\r\n\r\n{`]) {
    const socket = connect(port, 'localhost');
    socket.write(`GET /slow HTTP/1.1\r\nhost: a\r\n\r\n${more}`);
    await once(socket, 'data');
    socket.resetAndDestroy();
  }
  while (answered.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(errors).toEqual([]);
});

describe('a request that is none', () => {
  it.each<[string, string[], string, string]>([
    ['bytes that are not HTTP', ['\x16\x03\x01 hello\r\n\r\n'], '400 Bad Request', 'request of HTTP/1.1'],
    ['huge headers', [`${HEAD}x: ${'y'.repeat(17_000)}\r\n\r\n`], '431 ', 'at most 16384 bytes'],
    ['headers that stop', [HEAD], '408 Request Timeout', 'within 10 s'],
    ['a body that stops', [`${HEAD}content-length: 9\r\n\r\n`, '{"a"'], '408 Request Timeout', 'within 30 s'],
    ['broken chunks', [`${HEAD}transfer-encoding: chunked\r\n\r\n`, 'zz\r\n'], '400 ', 'request of HTTP/1.1'],
    ['no host', ['GET /slow HTTP/1.1\r\nconnection: close\r\n\r\n'], '400 ', 'Expected the header Host'],
    [
      'an expectation that is not met',
      [`${HEAD}connection: close\r\nexpect: 200-ok\r\n\r\n`],
      '417 Expectation Failed',
      'got 200-ok',
    ],
    ['two lengths', [`${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\n`], '400 ', 'request of HTTP/1.1'],
  ])('is answered with what was expected: %s', async (_, parts, status, message) => {
    const { port, errors } = await serve();
    const answer = await answerTo(port, ...parts);
    expect(answer.startsWith(`HTTP/1.1 ${status}`)).toBe(true);
    expect(errors).toHaveLength(1); // counted
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as {
      errors: { message: string; extensions: { requestId: string } }[];
    };
    expect(body.errors[0]!.message).toContain(message);
    expect(answer).toContain(`x-request-id: ${body.errors[0]!.extensions.requestId}`);
  });

  it('behind another one does not get that one’s answer', async () => {
    const { port } = await serve();
    const answer = await answerTo(port, 'GET /slow HTTP/1.1\r\nhost: a\r\n\r\n', 'nonsense\r\n\r\n');
    expect(answer).toBe('');
  });
});

describe('who is refused while it still sends, on a connection that ends with the answer', () => {
  const body = Buffer.alloc(10_000_000, 0x20);
  const rest = `connection: close\r\ncontent-length: ${body.length}\r\n\r\n`;

  it.each([
    ['for its type', 'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\n', '415 '],
    ['for its path', 'POST /nothing HTTP/1.1\r\nhost: a\r\n', '404 '],
    ['for its headers', `${HEAD}x: ${'y'.repeat(17_000)}\r\n`, '431 '],
    ['for its length', HEAD, '413 '],
  ])('gets to read why: %s', async (_, head, status) => {
    const { port } = await serve({}); // time enough
    const answers = Array.from({ length: 4 }, () => answerTo(port, head + rest, body));
    for (const answer of await Promise.all(answers)) expect(answer.slice(0, 13)).toBe(`HTTP/1.1 ${status}`);
  });
});

describe('a body', () => {
  it('may come in many pieces, cut anywhere, and begin with a byte order mark', async () => {
    const { port } = await serve();
    const body = Buffer.from('\uFEFF{"text":"é – 🚀"}');
    const socket = connect(port, 'localhost');
    socket.write(`${HEAD}connection: close\r\ncontent-length: ${body.length}\r\n\r\n`);
    for (const byte of body) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await text(socket)).toMatch(/\r\n\r\n\{"text":"é – 🚀"\}$/);
  });

  it('whose sender has left is no failure of ours', async () => {
    const { port, answered } = await serve();
    const socket = connect(port, 'localhost');
    socket.write(`${HEAD}content-length: 9\r\n\r\n{`, () => socket.destroy());
    while (answered.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(answered[0]).toMatchObject({ path: '/echo', status: 400 });
  });
});

it('who waits for an answer and leaves is known to have left', async () => {
  const { port, answered, hasLeft } = await serve();
  const socket = connect(port, 'localhost');
  socket.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n');
  while (hasLeft() === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(hasLeft()).toBe(false);
  socket.destroy();
  while (answered.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(hasLeft()).toBe(true);
});
