import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Weather = 'fine' | 'held' | 'slow' | 'garbage' | 'deaf';
const SLOW = 5_000;

/**
 * Stands before MongoDB for one process: its network is held, slow by five seconds, brings bytes that mean nothing, or
 * is deaf: what was sent is not even read; `cut` ends all connections. Order on a connection stays.
 */
export const openMongoProxy = async (target: number) => {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  let weather: Weather = 'fine';

  const cut = () => sockets.forEach((socket) => socket.destroy());
  const carry = (from: Socket, to: Socket, isAnswer: boolean) => {
    sockets.add(from);
    /** Under way for five seconds: what comes behind them, in better weather, may not overtake them. */
    const slow: (() => void)[] = [];
    from.on('data', (bytes) => {
      const write = () => void (to.destroyed || to.write(bytes));
      if (weather === 'held') waiting.push(write);
      else if (weather === 'slow' || slow.length > 0) {
        slow.push(write);
        setTimeout(() => slow.shift()?.(), weather === 'slow' ? SLOW : 0);
      } else if (weather === 'garbage' && isAnswer) to.write(Buffer.alloc(bytes.length, 'garbage '));
      else write();
    });
    const end = () => {
      sockets.delete(from);
      to.destroy();
    };
    from.on('error', end);
    from.on('close', end);
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    carry(client, upstream, false);
    carry(upstream, client, true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    turn(next: Weather) {
      weather = next;
      sockets.forEach((socket) => void (next === 'deaf' ? socket.pause() : socket.resume()));
      if (next !== 'held') for (const write of waiting.splice(0)) write();
    },
    cut,
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type MongoProxy = Awaited<ReturnType<typeof openMongoProxy>>;
