import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../../../gateway/door/broken-requests.ts';

/** Milliseconds between two bytes. */
const PAUSE = 20;

type Slow = { what: string; bytes: string; expected: RegExp };

const BODY = '{"query":"{ __typename }"}';
const HEAD = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

const SLOW: Slow[] = [
  {
    what: 'a request byte by byte',
    bytes: `${HEAD}Content-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`,
    expected: /^HTTP\/1\.1 200 .*"data":\{"__typename":"Query"\}/s,
  },
  // It still sends when it is refused: the answer may be lost with the connection.
  {
    what: 'a head without end',
    bytes: `${HEAD}${'X: y\r\n'.repeat(2_000)}`,
    expected: /^$|408 .*within 10 s/s,
  },
  { what: 'half a head', bytes: HEAD.slice(0, 40), expected: /408 .*within 10 s/s },
  { what: 'nothing but a method', bytes: 'POST', expected: /408 .*within 10 s/s },
];

/** Slow clients, several of each kind, until each has its answer: what was wrong with those answers. */
export const dribble = async (port: number, ofEach = 8): Promise<string[]> => {
  const all = SLOW.flatMap((slow) => Array.from({ length: ofEach }, () => faultOf(port, slow)));
  return (await Promise.all(all)).filter((fault) => fault !== undefined);
};

const faultOf = async (port: number, { what, bytes, expected }: Slow) => {
  const socket = connect({ port, host: 'localhost', noDelay: true });
  let came = '';
  socket.setEncoding('utf8').on('data', (text: string) => (came += text));
  socket.on('error', () => {}); // it was cut off: what came says how
  const closed = new Promise<boolean>((resolve) => socket.on('close', () => resolve(true)));
  void send(socket, bytes);
  const patience = LIMITS.headersTimeout + LIMITS.connectionsCheckingInterval + 20_000;
  const isClosed = await Promise.race([closed, sleep(patience, false, { ref: false })]);
  socket.destroy();
  if (!isClosed) return `${what}: still open after ${patience} ms`;
  return expected.test(came) ? undefined : `${what}: ${came.slice(0, 500) || 'no answer'}`;
};

const send = async (socket: Socket, bytes: string) => {
  for (const byte of bytes) {
    if (!socket.writable) return;
    socket.write(byte);
    await sleep(PAUSE);
  }
};
