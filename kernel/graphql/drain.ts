import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds: longer than callers keep an idle connection, shorter than a supervisor waits. */
const LONGEST = 5_000;

/** Ends a server without losing a request. */
export const createDrain = (server: Server) => {
  let isDraining = false;
  return {
    isDraining: () => isDraining,
    /** From now on each answer ends its connection, so that callers leave by themselves. */
    drain: () => void (isDraining = true),
    /**
     * Takes no new connections; resolves when each kept one has ended: with its next answer or, idle, by its
     * caller. A request may be on its way on one that seems idle: closing it would lose that.
     */
    async close() {
      isDraining = true;
      await turn(); // who has connected while this process was busy is taken first: else that would be cut off
      const cutOff = setTimeout(() => server.closeAllConnections(), LONGEST);
      // Of net, because http's own close cuts off what seems idle.
      await new Promise<unknown>((resolve) => NetServer.prototype.close.call(server, resolve));
      clearTimeout(cutOff);
    },
    /** The same at once: for who has no other process to take over. */
    async closeNow() {
      isDraining = true;
      await turn();
      const cutOff = setTimeout(() => server.closeAllConnections(), LONGEST - 1_000);
      await new Promise<unknown>((resolve) => server.close(resolve));
      clearTimeout(cutOff);
    },
  };
};
