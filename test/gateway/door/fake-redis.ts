import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** As much of Redis as counting needs: the script is taken for the one that counts. RESP 2, in memory. */
export const openFakeRedis = async () => {
  const counts = new Map<string, { count: number; endsAt: number }>();
  const sockets = new Set<Socket>();
  const commands: string[] = [];

  const count = (key: string, points: number, seconds: number) => {
    const found = counts.get(key);
    const isOver = !found || found.endsAt <= Date.now();
    const entry = isOver ? { count: 0, endsAt: Date.now() + seconds * 1_000 } : found;
    counts.set(key, { ...entry, count: entry.count + points });
    return `*2\r\n:${entry.count + points}\r\n:${entry.endsAt - Date.now()}\r\n`;
  };
  const answer = ([name = '', ...args]: string[]): string => {
    commands.push(name.toLowerCase());
    switch (name.toLowerCase()) {
      case 'eval':
        return count(args[2]!, Number(args[3]), Number(args[4]));
      case 'evalsha':
        return '-NOSCRIPT No matching script.\r\n';
      case 'info':
        return bulk('redis_version:7.0.0\r\nloading:0');
      case 'client':
        return '+OK\r\n';
      default:
        return `-ERR unknown command '${name}'\r\n`;
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let read = commandIn(text); read; read = commandIn(text)) {
        text = text.slice(read.length);
        socket.write(answer(read.words));
      }
    });
  });
  await once(server.listen(0), 'listening');

  return {
    url: `redis://localhost:${(server.address() as AddressInfo).port}`,
    commands,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

/** Undefined until one is whole: `*2`, then for each word its length and itself, a line each. */
const commandIn = (text: string): { words: string[]; length: number } | undefined => {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return undefined;
  let at = head[0].length;
  const words: string[] = [];
  for (let left = Number(head[1]); left > 0; left -= 1) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(at, at + 16));
    if (!length) return undefined;
    at += length[0].length;
    words.push(text.slice(at, at + Number(length[1])));
    at += Number(length[1]) + 2;
  }
  return at <= text.length ? { words, length: at } : undefined;
};
