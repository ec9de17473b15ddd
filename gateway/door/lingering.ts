import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Milliseconds for which what a client still sends is thrown away: a connection that is closed meanwhile is reset, and
 * the client never reads why it was refused.
 */
const LONGEST = 15_000;

/** The rest of a body that nobody reads, or as much of it as there is time for. */
export const thrownAway = (stream: IncomingMessage) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LONGEST).unref();
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    stream.on('end', end).on('error', end).on('close', end).resume();
  });

/** Closes a connection that is no HTTP any more when the client has, or when the time is over. */
export const endLingering = (socket: Socket, last: string) => {
  const timer = setTimeout(() => socket.destroy(), LONGEST).unref();
  socket.once('close', () => clearTimeout(timer)).end(last);
};
