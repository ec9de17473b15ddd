import { connect, type Socket } from 'node:net';
import { createReader, type Response } from './response.ts';

/** `next`: a whole request for a connection, counted from 0. `length`: of each answer's body, if it is known. */
export type Aim = { port: number; next(connection: number): Uint8Array; length?: number };

/** Until the time is over, or so many requests were sent. */
export type Load = { connections: number; milliseconds: number; requests?: number };

/** `took`: milliseconds of each request; `milliseconds`: from the first request to the last answer. */
export type Measured = { took: number[]; milliseconds: number };

/**
 * Sends one request after another on each connection, and waits for what is in flight when the time is over, so that
 * all the work is that of the requests counted. Throws at an answer that is not 200 or not of the length.
 */
export const load = async (aim: Aim, { connections, milliseconds, requests }: Load): Promise<Measured> => {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(aim.port)));
  const took: number[] = [];
  const started = performance.now();
  let left = (requests ?? Infinity) - connections;
  const goesOn = () => performance.now() < started + milliseconds && left-- > 0;
  try {
    await Promise.all(sockets.map((socket, connection) => ask(socket, { aim, connection, goesOn, took })));
    return { took, milliseconds: performance.now() - started };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
};

/** The body of one answer. */
export const askOnce = async (port: number, request: Uint8Array): Promise<Buffer> => {
  const socket = await open(port);
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const read = createReader();
      socket.on('error', reject).on('data', (piece) => {
        const response = read(piece);
        if (response) resolve(response.body());
      });
      socket.write(request);
    });
  } finally {
    socket.destroy();
  }
};

const open = (port: number) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });

type Asking = { aim: Aim; connection: number; goesOn(): boolean; took: number[] };

const ask = (socket: Socket, { aim, connection, goesOn, took }: Asking) =>
  new Promise<void>((resolve, reject) => {
    const read = createReader();
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(aim.next(connection));
    };
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('Expected an answer, the connection ended.')));
    socket.on('data', (piece) => {
      try {
        const response = read(piece);
        if (!response) return;
        expectGood(response, aim);
      } catch (error) {
        return reject(error as Error);
      }
      took.push(performance.now() - sentAt);
      if (goesOn()) send();
      else resolve();
    });
    send();
  });

const expectGood = ({ status, length, body }: Response, aim: Aim) => {
  if (status !== 200 || length !== (aim.length ?? length))
    throw new Error(`Expected 200 and ${aim.length} bytes, got ${status} and ${length}: ${body()}`);
};
