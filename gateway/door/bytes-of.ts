import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Refused } from '../errors.ts';

export const MOST_BYTES = 1024 * 1024;

/** A connection whose request's body is on its way: what ends the wait for it. */
type Receiving = Socket & { [REFUSE]?: (refused: Refused) => void };

const REFUSE = Symbol('refuse');

/** The whole body, at most 1 MiB of it. Throws Refused. */
export const bytesOf = (stream: IncomingMessage, announced: string | undefined): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const socket = stream.socket as Receiving;
    let only: Buffer | undefined;
    let chunks: Buffer[] | undefined;
    let size = 0;

    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_BYTES) return refuse(tooLarge('more'));
      if (only === undefined) only = chunk;
      else (chunks ??= [only]).push(chunk);
    };
    const refuse = (refused: Refused) => {
      stream.off('data', onData).off('end', onEnd);
      only = chunks = undefined;
      socket[REFUSE] = undefined;
      reject(refused);
    };
    const onEnd = () => {
      socket[REFUSE] = undefined;
      resolve(chunks ? Buffer.concat(chunks, size) : (only ?? Buffer.alloc(0)));
    };
    socket[REFUSE] = refuse;
    stream
      .on('data', onData)
      .on('end', onEnd)
      .on('error', () => refuse(hasLeft()));
    if (stream.destroyed && !stream.readableEnded) return refuse(hasLeft()); // nothing more is told of it
    if (Number(announced) > MOST_BYTES) refuse(tooLarge(`${announced} bytes`));
  });

/** False where no body is waited for on this connection. */
export const refuseBody = (socket: Socket, refused: Refused): boolean => {
  const refuse = (socket as Receiving)[REFUSE];
  refuse?.(refused);
  return refuse !== undefined;
};

const tooLarge = (came: string) =>
  new Refused(413, 'PAYLOAD_TOO_LARGE', `Expected a body of at most ${MOST_BYTES} bytes, got ${came}.`, {
    connection: 'close',
  });

/** Nobody reads this. */
const hasLeft = () =>
  new Refused(400, 'BAD_REQUEST', 'Expected a whole body, got the end of the connection.');
