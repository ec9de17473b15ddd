import { ConnectionPool } from './http1/pool.ts';
import { LIMITS, type Wire, type WireLimits } from './wire.ts';

/** A small strict HTTP/1.1 client for plain `http://`: kept connections, one request in flight on each. */
export const createHttp1Wire = (url: string, limits: Partial<WireLimits> = {}): Wire => {
  const pool = new ConnectionPool(new URL(url), { ...LIMITS, ...limits });
  return { send: (request, receiver) => pool.send(request, receiver), close: () => pool.close() };
};
