import { createServer, type Server, type Socket } from 'node:net';

/** From request line and headers, and the body, to a whole HTTP answer; undefined ends the connection. */
export type Answering = (head: string, body: Buffer) => Answer | Promise<Answer>;
type Answer = Uint8Array | undefined;

/**
 * Keep-alive HTTP/1.1 for clients that behave: bodies with a content-length, one request at a time on a
 * connection. One write for each answer.
 */
export const createRawServer = (answer: Answering): Server =>
  createServer({ noDelay: true }, (socket) => {
    let received: Buffer = Buffer.alloc(0);
    socket.on('error', () => {}); // a client that was ended
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      for (let whole = requestIn(received); whole; whole = requestIn(received)) {
        received = received.subarray(whole.end);
        reply(socket, answer(whole.head, whole.body));
      }
    });
  });

const reply = (socket: Socket, answer: Answer | Promise<Answer>) => {
  if (answer instanceof Promise) void answer.then((given) => reply(socket, given));
  else if (answer) socket.write(answer);
  else socket.destroy();
};

const HEAD_END = '\r\n\r\n';

const requestIn = (received: Buffer) => {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined && !head.startsWith('GET '))
    throw new Error(`Expected a request with a content-length, got ${head}.`);
  const start = headEnd + HEAD_END.length;
  const end = start + Number(length ?? 0);
  return received.length < end ? undefined : { head, body: received.subarray(start, end), end };
};
