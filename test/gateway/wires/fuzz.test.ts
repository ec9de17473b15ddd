import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from '@jest/globals';
import { createHttp1Wire } from '../../../gateway/wires/http1-wire.ts';
import { createUndiciWire } from '../../../gateway/wires/undici-wire.ts';
import { responseTo, WireError, type Wire } from '../../../gateway/wires/wire.ts';
import { createRandom, mutated } from './mutations.ts';
import { serveRaw, withLength } from './raw-server.ts';

const REQUESTS = Number(process.env['FUZZ_WIRES'] ?? 2_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const AT_ONCE = 64;

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

const nonce = () => randomBytes(8).toString('hex');
const NONCE = /[0-9a-f]{16}/g;

/** By nonce, the request in answer to which it was written. */
type Owners = Map<string, string>;

/**
 * A server that answers with the nonce that it was sent, and often not as it should: changed, cut, in pieces, twice,
 * with an answer of another nonce behind it. Whatever it does, what it wrote for one request is never another's.
 */
const serveMutated = (random: (n: number) => number, owners: Owners) =>
  serveRaw((socket, { body }) => {
    if (random(4) === 0) return void socket.write(withLength(body));
    const more = nonce();
    owners.set(more, (JSON.parse(body) as { nonce: string }).nonce);
    const foreign = JSON.stringify({ nonce: more, data: 'x'.repeat(random(40)) });
    const bytes = Buffer.from(mutated(body, foreign, random), 'latin1');
    // A second answer in a packet of its own is the next request's, for all that HTTP/1.1 can tell.
    const isDoubled = bytes.indexOf(body) !== bytes.lastIndexOf(body) || bytes.includes(more);
    const cut = random(3) || isDoubled ? bytes.length : random(bytes.length);
    socket.write(bytes.subarray(0, cut));
    setImmediate(() => {
      if (cut < bytes.length) socket.write(bytes.subarray(cut));
      if (random(12)) setTimeout(() => socket.end(), random(4));
    });
  });

it.each<[string, (url: string, limits: object) => Wire]>([
  ['the own client', createHttp1Wire],
  ['undici', createUndiciWire],
])(
  `%s never yields another request’s bytes (seed ${SEED})`,
  async (_, create) => {
    const random = createRandom(SEED);
    const owners: Owners = new Map();
    const server = await serveMutated(random, owners);
    const wire = create(server.url, { connections: AT_ONCE, overwrites: true });
    closings.push(server.close, async () => void wire.close());
    const counts: Record<string, number> = {};
    const count = (name: string) => (counts[name] = (counts[name] ?? 0) + 1);

    const ask = async () => {
      const own = nonce();
      owners.set(own, own);
      const body = Buffer.from(JSON.stringify({ nonce: own, data: 'y'.repeat(random(60)) }));
      const deadline = performance.now() + 500;
      try {
        const answer = await responseTo(wire.send, { body, headers: {}, isMutation: false, deadline });
        const text = Buffer.from(answer.body).toString('latin1');
        for (const [found] of text.matchAll(NONCE)) expect(owners.get(found) ?? own).toBe(own);
        count(text === body.toString() ? 'right' : 'changed');
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        count(error.fault);
      }
    };
    let left = REQUESTS;
    const worker = async () => {
      while (left-- > 0) await ask();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (REQUESTS > 2_000) console.log(counts);
    for (const kind of ['right', 'changed', 'cut off', 'not HTTP', 'too late'])
      expect([kind, (counts[kind] ?? 0) > REQUESTS / 1_000]).toEqual([kind, true]);
  },
  60_000 + REQUESTS * 20,
);
