import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHttp1Wire } from '../../../gateway/wires/http1-wire.ts';
import { createUndiciWire } from '../../../gateway/wires/undici-wire.ts';
import { responseTo, type Wire, type WireLimits, type WireRequest } from '../../../gateway/wires/wire.ts';
import { inChunks, serveRaw, withLength, type Handler } from './raw-server.ts';

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

const asking = (body = '{}', more: Partial<WireRequest> = {}): WireRequest => ({
  body: Buffer.from(body),
  headers: { authorization: 'Bearer x' },
  isMutation: false,
  ...more,
});

const textOf = async (answer: ReturnType<typeof responseTo>) => Buffer.from((await answer).body).toString();

/** Resolves when the server has seen the end of each of its connections. */
const endOf = (sockets: Socket[]) =>
  Promise.all(sockets.map((socket) => socket.destroyed || once(socket, 'close')));

/** One promise for both: what a subgraph does, and what comes of it. */
describe.each([
  ['the own client', createHttp1Wire],
  ['undici', createUndiciWire],
])('%s', (_, create: (url: string, limits?: Partial<WireLimits>) => Wire) => {
  const reach = async (handle: Handler, limits: Partial<WireLimits> = {}) => {
    const server = await serveRaw(handle);
    const wire = create(server.url, { overwrites: true, ...limits });
    closings.push(server.close, async () => void wire.close());
    return { ...server, wire };
  };

  it('sends the body as JSON with the headers, over a connection that is kept', async () => {
    const heads: string[] = [];
    const { wire, counted } = await reach((socket, { head, body }) => {
      heads.push(head);
      socket.write(withLength(body));
    });
    expect(await textOf(responseTo(wire.send, asking('{"query":"{ a }"}')))).toBe('{"query":"{ a }"}');
    await new Promise(setImmediate);
    expect(await textOf(responseTo(wire.send, asking('2')))).toBe('2');
    expect(counted.connections).toBe(1);
    expect(heads[0]).toMatch(/^POST \/graphql HTTP\/1\.1\r\n/);
    for (const line of [
      'content-type: application/json',
      'accept: application/json',
      'authorization: Bearer x',
    ])
      expect(heads[0]!.split('\r\n')).toContain(line);
  });

  it.each([
    ['a length', withLength('{"a":1}'), '{"a":1}'],
    ['a length of 0', withLength(''), ''],
    ['chunks', inChunks('{"a":1}', 3), '{"a":1}'],
    ['no chunk', inChunks('', 3), ''],
    ['no body at all', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
    ['a 1xx before it', `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${withLength('1')}`, '1'],
    ['one large chunk', inChunks('x'.repeat(300_000), 300_000), 'x'.repeat(300_000)],
    ['many bytes', withLength('x'.repeat(300_000)), 'x'.repeat(300_000)],
  ])('reads an answer with %s, and another one behind it', async (_name, bytes, expected) => {
    const { wire, counted } = await reach((socket) => socket.write(bytes));
    for (let i = 0; i < 2; i += 1) {
      expect(await textOf(responseTo(wire.send, asking()))).toBe(expected);
      await sleep(5);
    }
    expect(counted.connections).toBe(1);
  });

  it('reads an answer that ends with its connection', async () => {
    const { wire } = await reach((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{"a":1}'));
    expect(await textOf(responseTo(wire.send, asking()))).toBe('{"a":1}');
  });

  it('gives every cookie that is set, a line each', async () => {
    const cookies = 'Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT\r\nset-cookie: b=2\r\n';
    const { wire } = await reach((socket) => socket.write(withLength('{}', cookies)));
    const { status, headers } = await responseTo(wire.send, asking());
    expect(status).toBe(200);
    expect(headers).toEqual({ 'set-cookie': 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT\nb=2' });
  });

  it('asks over a new connection when the server closes the one before', async () => {
    const { wire, counted } = await reach((socket) => socket.end(withLength('{}', 'Connection: close\r\n')));
    for (let i = 0; i < 3; i += 1) expect(await textOf(responseTo(wire.send, asking()))).toBe('{}');
    expect(counted.connections).toBe(3);
  });

  it.each<[string, Handler]>([
    ['before it', (socket) => socket.destroy()],
    ['in its head', (socket) => socket.end('HTTP/1.1 200 OK\r\nConte')],
    ['in its body', (socket) => socket.end(withLength('{"a":1}').slice(0, -1))],
    ['in a chunk', (socket) => socket.end(inChunks('{"a":1}', 3).slice(0, -7))],
    ['before its last mark', (socket) => socket.end(inChunks('{"a":1}', 3).slice(0, -1))],
  ])('an answer that ends %s is cut off', async (_name, handle) => {
    const { wire } = await reach(handle);
    await expect(responseTo(wire.send, asking())).rejects.toMatchObject({ fault: 'cut off' });
  });

  it('a kept connection that ended before a byte came is cut off, and the next one is new', async () => {
    let count = 0;
    const { wire, counted } = await reach((socket) =>
      (count += 1) === 2 ? socket.destroy() : socket.write(withLength('{}')),
    );
    await responseTo(wire.send, asking());
    await expect(responseTo(wire.send, asking())).rejects.toMatchObject({ fault: 'cut off' });
    expect(await textOf(responseTo(wire.send, asking()))).toBe('{}');
    expect(counted.connections).toBe(2);
  });

  it('nobody has received what finds no connection', async () => {
    const { wire, close } = await reach(() => {});
    await close();
    await expect(responseTo(wire.send, asking())).rejects.toMatchObject({ fault: 'not sent' });
  });

  it.each<[string, string, string]>([
    ['has more bytes than it may', withLength('x'.repeat(2_000)), 'too large'],
    ['has more bytes in its chunks', inChunks('x'.repeat(2_000), 300), 'too large'],
    ['is something else', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', 'not HTTP'],
    ['has no digits as its length', withLength('{}').replace('2\r\n\r\n', 'two\r\n\r\n'), 'not HTTP'],
    ['has two lengths', withLength('{}', 'Content-Length: 1\r\n'), 'not HTTP'],
    ['has a length and chunks', inChunks('{}', 3, 'Content-Length: 2\r\n'), 'not HTTP'],
    ['has a bad chunk', inChunks('{}', 3).replace('2\r\n', 'x\r\n'), 'not HTTP'],
    ['has a head that never ends', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`, 'not HTTP'],
  ])('an answer that %s is an error', async (_name, bytes, fault) => {
    const used: Socket[] = [];
    const { wire } = await reach((socket) => (used.push(socket), socket.write(bytes)), { mostBytes: 1_000 });
    await expect(responseTo(wire.send, asking())).rejects.toMatchObject({ fault });
    await endOf(used);
    expect(used).toHaveLength(1);
  });

  it.each<[string, () => Partial<WireRequest>, string]>([
    ['nobody waits for', () => ({ signal: AbortSignal.timeout(60) }), 'cancelled'],
    ['takes too long', () => ({ deadline: performance.now() + 60 }), 'too late'],
  ])('what %s is ended, and its connection', async (_name, more, fault) => {
    const used: Socket[] = [];
    const { wire } = await reach((socket) => (used.push(socket), socket.write('HTTP/1.1 200 OK\r\n')));
    const startedAt = performance.now();
    await expect(responseTo(wire.send, asking('{}', more()))).rejects.toMatchObject({ fault });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await endOf(used);
    expect(used).toHaveLength(1);
  });

  it('what has come in time is an answer, though this process stood still until it was late', async () => {
    const { wire } = await reach((socket) => {
      socket.write(withLength('{"a":1}'));
      for (const until = performance.now() + 150; performance.now() < until;);
    });
    expect(await textOf(responseTo(wire.send, asking('{}', { deadline: performance.now() + 100 })))).toBe(
      '{"a":1}',
    );
  });

  it('what is over before it begins is not sent', async () => {
    const { wire, counted } = await reach((socket) => socket.write(withLength('{}')));
    const over = asking('{}', { deadline: performance.now() - 1 });
    await expect(responseTo(wire.send, over)).rejects.toMatchObject({ fault: 'too late' });
    const left = asking('{}', { signal: AbortSignal.abort() });
    await expect(responseTo(wire.send, left)).rejects.toMatchObject({ fault: 'cancelled' });
    expect(counted.requests).toBe(0);
  });

  it('bytes that come while nobody asks are nobody’s answer', async () => {
    const { wire, counted } = await reach((socket, { body }) => {
      socket.write(withLength(body));
      setTimeout(() => socket.write(withLength('{"a":"another one’s"}')), 10);
    });
    expect(await textOf(responseTo(wire.send, asking('1')))).toBe('1');
    await sleep(50);
    expect(await textOf(responseTo(wire.send, asking('2')))).toBe('2');
    expect(counted.connections).toBe(2);
  });

  it.each([
    ['a value of two lines', { a: 'b\r\nc: d' }],
    ['a value with a NUL', { a: 'b\0' }],
    ['a name of two words', { 'a b': 'c' }],
    ['a second length', { 'content-length': '1' }],
    ['another coding', { 'transfer-encoding': 'chunked' }],
  ])('refuses %s in a header', async (_name, headers: Record<string, string>) => {
    const { wire, counted } = await reach((socket) => socket.write(withLength('{}')));
    await expect(responseTo(wire.send, asking('{}', { headers }))).rejects.toThrow(TypeError);
    expect(counted.requests).toBe(0);
  });
});
