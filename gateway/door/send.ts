import type { ServerResponse } from 'node:http';
import { errorBody, type Refused } from '../errors.ts';
import type { Answer, Asked, FlatHeaders } from './routes.ts';

/** Headers go as one flat list, so that nothing is copied or looked up. Answers the bytes of the body. */
export const send = (
  response: ServerResponse,
  { method, requestId }: Asked,
  { answer, more }: { answer: Answer; more: FlatHeaders },
): number => {
  const { status, headers, body = '', sent } = answer;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (response.destroyed) return 0;
  const head: (string | string[])[] = ['x-request-id', requestId, 'x-content-type-options', 'nosniff'];
  if (headers?.['vary'] === undefined) head.push('vary', 'Origin');
  for (const name in headers) head.push(name, headers[name]!);
  for (const part of more) head.push(part);
  if (status !== 204) head.push('content-length', String(bytes.length));
  if (sent) response.once('finish', sent);
  response.writeHead(status, head as string[]);
  response.end(method === 'HEAD' ? undefined : bytes);
  return bytes.length;
};

export const refusal = ({ status, code, message, headers }: Refused, requestId: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: errorBody(message, code, requestId),
});
