import type { ServerResponse } from 'node:http';
import { errorBody, type Refused } from '../errors.ts';
import type { Answer, Asked, FlatHeaders } from './routes.ts';

export type Sent = { bytes: number; hasErrors: boolean };

/** Headers go as one flat list, so that nothing is copied or looked up. */
export const send = (
  response: ServerResponse,
  { method, requestId }: Asked,
  { answer, more }: { answer: Answer; more: FlatHeaders },
): Sent => {
  const { status, headers, body = '', sent } = answer;
  if (response.destroyed) return { bytes: 0, hasErrors: false };
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const head: (string | string[])[] = ['x-request-id', requestId, 'x-content-type-options', 'nosniff'];
  if (headers?.['vary'] === undefined) head.push('vary', 'Origin');
  for (const name in headers) head.push(name, headers[name]!);
  for (const part of more) head.push(part);
  if (status !== 204) head.push('content-length', String(bytes.length));
  if (sent) response.once('finish', sent);
  response.writeHead(status, head as string[]);
  response.end(method === 'HEAD' ? undefined : bytes);
  return { bytes: bytes.length, hasErrors: tellsErrors(bytes) };
};

const ERRORS = Buffer.from('{"errors"');

/** They are printed first, in every lane. */
const tellsErrors = (bytes: Uint8Array) =>
  bytes[2] === ERRORS[2] && bytes.length > ERRORS.length && ERRORS.every((byte, at) => bytes[at] === byte);

export const refusal = ({ status, code, message, headers }: Refused, requestId: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: errorBody(message, code, requestId),
});
