import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export type RawRequest = { head: string; body: string };

/** Gets whole requests, one after the other on each connection, and writes whatever bytes it likes. */
export type Handler = (socket: Socket, request: RawRequest) => void;

/** A server of raw bytes on a free port. `connections` counts those that were ever there. */
export const serveRaw = async (handle: Handler) => {
  const sockets = new Set<Socket>();
  const counted = { connections: 0, requests: 0 };
  const server = createServer({ noDelay: true }, (socket) => {
    counted.connections += 1;
    sockets.add(socket);
    let came = '';
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (piece: string) => {
      came += piece;
      for (let taken = requestIn(came); taken; taken = requestIn(came)) {
        came = came.slice(taken.length);
        counted.requests += 1;
        handle(socket, taken);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    counted,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
};

const requestIn = (bytes: string): (RawRequest & { length: number }) | undefined => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = bytes.slice(0, end);
  const length = end + 4 + Number(/content-length: (\d+)/i.exec(head)![1]);
  return bytes.length < length ? undefined : { head, body: bytes.slice(end + 4, length), length };
};

export const withLength = (body: string, fields = '') =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;

/** In chunks of so many bytes. */
export const inChunks = (body: string, size: number, fields = '') => {
  const chunks = body.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  const text = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  return `HTTP/1.1 200 OK\r\n${fields}Transfer-Encoding: chunked\r\n\r\n${text}0\r\n\r\n`;
};
