import type { IncomingHttpHeaders } from 'node:http';

export type Cors = {
  /** Headers for an answer to this origin; none where it may not read it. */
  headersFor(headers: IncomingHttpHeaders): Record<string, string>;
};

const APOLLO = /^https:\/\/(studio|(sandbox|explorer)\.embed)\.apollographql\.com$/;
const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** In production the given origins alone; else Apollo's explorers and this machine too. */
export const createCors = (origins: string[], production: boolean): Cors => {
  const isAllowed = (origin: string) =>
    origins.includes(origin) || (!production && (APOLLO.test(origin) || LOCAL.test(origin)));

  return {
    headersFor(headers) {
      const { origin } = headers;
      if (!origin || !isAllowed(origin)) return { vary: 'Origin' };
      const asked = headers['access-control-request-headers'];
      return {
        vary: 'Origin',
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'x-request-id',
        ...(headers['access-control-request-method'] && {
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': asked ?? 'authorization, content-type',
          'access-control-max-age': '600',
        }),
        // A page of the public web asks before it may reach this machine.
        ...(headers['access-control-request-private-network'] && {
          'access-control-allow-private-network': 'true',
        }),
      };
    },
  };
};
