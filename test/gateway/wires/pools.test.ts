import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHttp1Wire } from '../../../gateway/wires/http1-wire.ts';
import { createUndiciWire } from '../../../gateway/wires/undici-wire.ts';
import {
  responseTo,
  WireError,
  type Wire,
  type WireLimits,
  type WireRequest,
} from '../../../gateway/wires/wire.ts';
import { inChunks, serveRaw, withLength, type Handler } from './raw-server.ts';

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

const asking = (body: string, more: Partial<WireRequest> = {}): WireRequest => ({
  body: Buffer.from(body),
  headers: {},
  isMutation: false,
  ...more,
});

const textOf = async (answer: ReturnType<typeof responseTo>) => Buffer.from((await answer).body).toString();

describe.each([
  ['the own client', createHttp1Wire],
  ['undici', createUndiciWire],
])('many requests at once over %s', (_, create: (url: string, limits?: Partial<WireLimits>) => Wire) => {
  const reach = async (handle: Handler, limits: Partial<WireLimits> = {}) => {
    const server = await serveRaw(handle);
    const wire = create(server.url, { overwrites: true, ...limits });
    closings.push(server.close, async () => void wire.close());
    return { ...server, wire };
  };
  const later = (socket: Parameters<Handler>[0], bytes: string) => setTimeout(() => socket.write(bytes), 5);

  it('use so many connections and no more; each gets its own answer', async () => {
    const { wire, counted } = await reach((socket, { body }) => later(socket, withLength(body)), {
      connections: 8,
    });
    const bodies = Array.from({ length: 200 }, (_unused, index) => `${index}`);
    const answers = await Promise.all(bodies.map((body) => textOf(responseTo(wire.send, asking(body)))));
    expect(answers).toEqual(bodies);
    expect(counted.connections).toBe(8);
  });

  it('wait, but not more than may; who waits for too long, or has left, goes without being sent', async () => {
    const limits = { connections: 1, waiting: 2 };
    const { wire, counted } = await reach(
      (socket) => setTimeout(() => socket.write(withLength('{}')), 100),
      limits,
    );
    const first = responseTo(wire.send, asking('1'));
    const late = responseTo(wire.send, asking('2', { deadline: performance.now() + 30 }));
    const left = responseTo(wire.send, asking('3', { signal: AbortSignal.timeout(30) }));
    await expect(responseTo(wire.send, asking('4'))).rejects.toMatchObject({ fault: 'not sent' });
    await expect(late).rejects.toMatchObject({ fault: 'too late' });
    await expect(left).rejects.toMatchObject({ fault: 'cancelled' });
    expect((await first).status).toBe(200);
    await responseTo(wire.send, asking('5'));
    expect(counted.requests).toBe(2);
  });

  it('are each answered with their own, or not at all, while connections end at random', async () => {
    let count = 0;
    const { wire } = await reach(
      (socket, { body }) => {
        const bytes = count % 2 === 0 ? withLength(body) : inChunks(body, 7);
        const [whole, fate] = [bytes.length, (count += 1) % 7];
        if (fate === 0) socket.destroy();
        else if (fate === 1) socket.end(bytes.slice(0, (count * 13) % whole));
        else if (fate === 2) socket.end(bytes);
        else if (fate === 3) later(socket, bytes);
        else socket.write(bytes);
      },
      { connections: 16 },
    );
    let [right, cutOff] = [0, 0];
    const ask = async (index: number) => {
      const body = JSON.stringify({ nonce: index });
      try {
        expect(await textOf(responseTo(wire.send, asking(body)))).toBe(body);
        right += 1;
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        expect(error.fault).toBe('cut off');
        cutOff += 1;
      }
    };
    await Promise.all(Array.from({ length: 700 }, (_unused, index) => ask(index)));
    expect(right + cutOff).toBe(700);
    expect(right).toBeGreaterThan(400);
    expect(cutOff).toBeGreaterThan(100);
  });

  it('a body that is not sent yet when the answer comes is not changed under way', async () => {
    const body = Buffer.alloc(8_000_000, 'a');
    let others = 0;
    const { wire, sockets } = await reach(() => {});
    const answered = responseTo(wire.send, { ...asking(''), body });
    await sleep(50);
    for (const socket of sockets) {
      socket.on('data', (piece: string) => (others += piece.includes('b') ? 1 : 0));
      socket.write(withLength('{}'));
    }
    await answered.catch(() => {});
    body.fill('b');
    await sleep(100);
    expect(others).toBe(0);
  });

  it('that are refused for their headers take no room, and nothing of them is left at their deadline', async () => {
    const lost: unknown[] = [];
    const onLost = (error: unknown) => void lost.push(error);
    process.on('unhandledRejection', onLost);
    closings.push(async () => void process.off('unhandledRejection', onLost));
    const { wire } = await reach((socket, { body }) => later(socket, withLength(body)), {
      connections: 1,
      waiting: 1,
    });
    for (let i = 0; i < 3; i += 1) {
      const bad = asking('bad', { headers: { bad_name: 'x' }, deadline: performance.now() + 10 });
      await expect(responseTo(wire.send, bad)).rejects.toThrow(TypeError);
    }
    expect(await textOf(responseTo(wire.send, asking('good')))).toBe('good');
    await sleep(100);
    expect(lost).toEqual([]);
  });

  it('that are in flight end before it is closed, and then it takes no more', async () => {
    const { wire, sockets } = await reach((socket, { body }) => later(socket, withLength(body)));
    const answered = Promise.all(['1', '2'].map((body) => responseTo(wire.send, asking(body))));
    await sleep(1);
    await wire.close();
    expect((await answered).map(({ status }) => status)).toEqual([200, 200]);
    await expect(responseTo(wire.send, asking('3'))).rejects.toMatchObject({ fault: 'not sent' });
    await sleep(20);
    expect(sockets.size).toBe(0);
  });

  it('leave no connection behind that nobody uses', async () => {
    const limits = { idleTimeout: 100 };
    const { wire, sockets } = await reach((socket) => socket.write(withLength('{}')), limits);
    await Promise.all(['1', '2', '3'].map((body) => responseTo(wire.send, asking(body))));
    expect(sockets.size).toBe(3);
    for (let i = 0; i < 40 && sockets.size > 0; i += 1) await sleep(50);
    expect(sockets.size).toBe(0);
  });
});
