import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody, Refused } from '../errors.ts';
import { refuseBody } from './bytes-of.ts';
import { endLingering } from './lingering.ts';
import type { Asked } from './routes.ts';

export const LIMITS = {
  /** Bytes of a request's line and headers. */
  maxHeaderSize: 16 * 1024,
  /** Milliseconds in which the headers must be there. */
  headersTimeout: 10_000,
  /** Milliseconds in which the whole request must be there. */
  requestTimeout: 30_000,
  /** Milliseconds between two looks at both. */
  connectionsCheckingInterval: 1_000,
  /**
   * Milliseconds for which an idle connection is kept. A load balancer keeps its own for 60 s: one that we closed first
   * would meet its next request, and a mutation is not sent again.
   */
  keepAliveTimeout: 65_000,
  /** What has none is refused by us: node:http says nothing then. */
  requireHostHeader: false,
};

/**
 * Milliseconds without a byte in either direction: who does not read an answer is left with it. Not of an idle
 * connection, for which node:http has `keepAliveTimeout` instead.
 */
export const SILENCE = 60_000;

/** What becomes of a connection whose client has left: that was no request, and there is nobody to be told. */
const HAS_LEFT = new Set<string | undefined>(['ECONNRESET', 'EPIPE']);

type Answering = Socket & { [ANSWER]?: ServerResponse; [IS_BROKEN]?: true };

const ANSWER = Symbol('answer');
const IS_BROKEN = Symbol('is broken');

/** What goes out on this connection now. */
export const noteAnswer = (response: ServerResponse) => {
  const { socket } = response;
  if (socket) (socket as Answering)[ANSWER] = response;
};

/** Says what was wrong with a request that never became one: too large, too slow, no HTTP. */
export const answerBrokenRequests = (server: Server, onError: (code: string) => void = () => {}) =>
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Answering) => {
    if (HAS_LEFT.has(error.code)) return void socket.destroy();
    if (socket[IS_BROKEN]) return; // told already: the rest of its bytes is no more of a request
    socket[IS_BROKEN] = true;
    const refused = refusalOf(error.code);
    if (refuseBody(socket, refused)) return; // the request itself is refused, and counted with it
    onError(refused.code);
    const answering = socket[ANSWER];
    // In the midst of another answer, these bytes would be taken for a part of it.
    if (!socket.writable || (answering && !answering.writableFinished)) return void socket.destroy();
    // Who was too slow has nothing on its way that could meet a closed connection.
    if (refused.status === 408) socket.end(headOf(refused), () => socket.destroy());
    else endLingering(socket, headOf(refused));
  });

/** Nothing more of the request that came on this connection can be read. */
export const isBroken = (socket: Socket): boolean => (socket as Answering)[IS_BROKEN] === true;

/** What node:http itself would refuse without a word. Throws Refused. */
export const expectWhole = ({ stream, headers }: Pick<Asked, 'stream' | 'headers'>) => {
  const { host, expect } = headers;
  if (host === undefined && stream.httpVersion === '1.1')
    throw new Refused(400, 'BAD_REQUEST', 'Expected the header Host, got none.');
  if (expect !== undefined && !/\b100-continue\b/i.test(expect))
    throw new Refused(
      417,
      'EXPECTATION_FAILED',
      `Expected the expectation 100-continue or none, got ${expect.slice(0, 40)}.`,
    );
};

const refusalOf = (code: string | undefined): Refused => {
  const { maxHeaderSize, headersTimeout, requestTimeout } = LIMITS;
  if (code === 'HPE_HEADER_OVERFLOW')
    return closing(431, 'HEADERS_TOO_LARGE', `Expected headers of at most ${maxHeaderSize} bytes, got more.`);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return closing(
      408,
      'REQUEST_TIMEOUT',
      `Expected the headers within ${headersTimeout / 1_000} s and the whole request within ${requestTimeout / 1_000} s, got less.`,
    );
  return closing(400, 'BAD_REQUEST', 'Expected a request of HTTP/1.1, got other bytes.');
};

const closing = (status: number, code: string, message: string) =>
  new Refused(status, code, message, { connection: 'close' });

const headOf = ({ status, code, message }: Refused) => {
  const requestId = randomUUID();
  const body = errorBody(message, code, requestId);
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
};
