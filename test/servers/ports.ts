import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that the system gives to connections: a process that is away finds its port free when it returns. */
let candidate = 20_000 + Math.floor(Math.random() * 10_000);

/** The first of ports of these distances from it that are all free, and stay ours. */
const freePorts = async (offsets: number[]): Promise<number> => {
  for (;;) {
    const port = candidate + 3;
    candidate = port + Math.max(...offsets);
    const found = await Promise.all(offsets.map((offset) => isFree(port + offset)));
    if (found.every(Boolean)) return port;
  }
};

export const freePort = () => freePorts([0]);

/** The first of so many brokers: each other is ten further on, and its controller on the port behind it. */
export const freeKafkaPort = (nodes: number) =>
  freePorts(Array.from({ length: nodes }, (_, i) => [10 * i, 10 * i + 1]).flat());

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port);
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isListening) return false;
  server.close();
  await once(server, 'close');
  return true;
};
