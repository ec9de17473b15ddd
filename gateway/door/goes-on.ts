import type { IncomingHttpHeaders } from 'node:http';
import { Refused } from '../errors.ts';

/** Of what a client writes as it likes, this alone may go on to a subgraph. */
export type GoesOn = 'authorization' | 'cookie';

/**
 * Bytes of both together: many a server takes 8 KiB of headers, and ours are at most one. A subgraph that refused what
 * a client wrote would seem to fail, to its breaker and to whoever shares the fetch.
 */
const MOST = 6 * 1024;

/** Throws Refused. */
export const expectRoom = ({ authorization = '', cookie = '' }: Pick<IncomingHttpHeaders, GoesOn>) => {
  const [ofToken, ofCookie] = [authorization.length, cookie.length]; // a character is a byte here
  if (ofToken + ofCookie <= MOST) return;
  const expected = `Expected authorization and cookie of at most ${MOST} bytes together`;
  throw new Refused(431, 'HEADERS_TOO_LARGE', `${expected}, got ${ofToken} and ${ofCookie}.`);
};
