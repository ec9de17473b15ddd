import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createFrames } from './kafka-frames.ts';

/** The nth answer to a produce request, counted from 1: is it to be lost, and the connection with it? */
export type Losing = (nth: number) => boolean;

type Pair = { client: Socket; server: Socket };

/**
 * Stands before a server on this machine, of any protocol, and makes its network bad: connections are cut,
 * bytes come late or are held back. Of Kafka's it can lose the answers to produce requests.
 */
export const openProxy = async (target: number, port = 0) => {
  const pairs = new Set<Pair>();
  const waiting: (() => void)[] = [];
  let delay = 0;
  let isHeld = false;
  let losing: Losing | undefined;
  let produced = 0;
  let lost = 0;

  const cut = (pair: Pair) => {
    pairs.delete(pair);
    pair.client.destroy();
    pair.server.destroy();
  };

  /** Lets bytes through, now, later, or when nothing is held any more; their order stays. */
  const pass = (to: Socket, bytes: Buffer) => {
    const write = () => void (to.destroyed || to.write(bytes));
    const release = () => (delay > 0 ? setTimeout(write, delay) : write());
    if (isHeld) waiting.push(release);
    else release();
  };

  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const pair = { client, server: upstream };
    const frames = createFrames();
    pairs.add(pair);
    client.on('data', (bytes) => {
      frames.asked(bytes);
      pass(upstream, bytes);
    });
    upstream.on('data', (bytes) => {
      const answered = frames.answered(bytes);
      for (let i = 0; i < answered.produce; i += 1) {
        produced += 1;
        if (!losing?.(produced)) continue;
        lost += 1;
        return cut(pair);
      }
      pass(client, bytes);
    });
    for (const socket of [client, upstream]) {
      socket.on('error', () => cut(pair));
      socket.on('close', () => cut(pair));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  const proxy = {
    port: (server.address() as AddressInfo).port,
    /** Answers to produce requests that have come by, and those of them that were lost. */
    counts: () => ({ produced, lost }),
    lose(rule: Losing | undefined) {
      losing = rule;
      produced = lost = 0;
    },
    delay(ms: number) {
      delay = ms;
    },
    /** Both directions stand still; connections stay open, and new ones are taken. */
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      for (const go of waiting.splice(0)) go();
    },
    /** Ends all connections that are open now. */
    cut: () => [...pairs].forEach(cut),
    async close() {
      proxy.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
};

export type Proxy = Awaited<ReturnType<typeof openProxy>>;
