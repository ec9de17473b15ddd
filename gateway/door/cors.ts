import type { IncomingHttpHeaders } from 'node:http';
import type { FlatHeaders } from './routes.ts';

export type Cors = {
  /** Headers for an answer to this origin; none where it may not read it. */
  headersFor(headers: IncomingHttpHeaders): FlatHeaders;
};

const APOLLO = /^https:\/\/(studio|(sandbox|explorer)\.embed)\.apollographql\.com$/;
const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
/** What a client may read besides the body. */
const EXPOSED = 'x-request-id, retry-after';
const NOTHING: FlatHeaders = [];

/** In production the given origins alone; else Apollo's explorers and this machine too. */
export const createCors = (origins: string[], production: boolean): Cors => {
  const isAllowed = (origin: string) =>
    origins.includes(origin) || (!production && (APOLLO.test(origin) || LOCAL.test(origin)));

  return {
    headersFor(headers) {
      const { origin } = headers;
      return origin !== undefined && isAllowed(origin) ? allowing(origin, headers) : NOTHING;
    },
  };
};

const allowing = (origin: string, headers: IncomingHttpHeaders): FlatHeaders => {
  const allowed = [
    ...['access-control-allow-origin', origin],
    ...['access-control-allow-credentials', 'true'],
    ...['access-control-expose-headers', EXPOSED],
  ];
  if (headers['access-control-request-method'] !== undefined)
    allowed.push(
      ...['access-control-allow-methods', 'GET, POST'],
      ...[
        'access-control-allow-headers',
        headers['access-control-request-headers'] ?? 'authorization, content-type',
      ],
      ...['access-control-max-age', '600'],
    );
  // A page of the public web asks before it may reach this machine.
  if (headers['access-control-request-private-network'] !== undefined)
    allowed.push('access-control-allow-private-network', 'true');
  return allowed;
};
