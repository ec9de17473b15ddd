import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Leaving } from '../wires/wire.ts';
import { addressOf } from './address.ts';
import { clientOf } from './client.ts';
import type { Asked } from './routes.ts';

/** `trusted`: proxies in front of us whose word about the client's address is taken. */
export const askedBy = (request: IncomingMessage, response: ServerResponse, trusted: number): Asked => {
  const { url = '/', method = 'GET', headers } = request;
  const end = url.indexOf('?');
  return {
    method,
    path: end === -1 ? url : url.slice(0, end),
    search: end === -1 ? '' : url.slice(end),
    headers,
    stream: request,
    requestId: requestIdOf(headers['x-request-id']),
    address: addressOf(request.socket.remoteAddress, headers['x-forwarded-for'], trusted),
    client: clientOf(headers),
    leaving: new ClientLeaving(response),
  };
};

/** The caller's own, if it is short and plain: it goes into logs and headers. */
const requestIdOf = (given: string | string[] | undefined) =>
  typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();

class ClientLeaving implements Leaving {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get aborted() {
    return this.#response.destroyed;
  }
}
