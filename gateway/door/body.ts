import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { Refused } from '../errors.ts';
import { bytesOf } from './bytes-of.ts';

/** The JSON object that a POST brought. Throws Refused, 400, 408, 413 or 415, with what was expected. */
export const readJson = async (
  stream: IncomingMessage,
  headers: IncomingHttpHeaders,
): Promise<Record<string, unknown>> => {
  if (headers['content-type'] !== 'application/json') expectJson(headers['content-type']);
  if (headers['content-encoding'] !== undefined) expectNoCoding(headers['content-encoding']);
  const body = parsed(decoded(await bytesOf(stream, headers['content-length'])));
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw badRequest(`Expected a JSON object with a query, got ${kindOf(body)}.`);
};

const expectJson = (came: string | undefined) => {
  const type = came === undefined ? undefined : mimeOf(came);
  const charset = type?.params.get('charset')?.toLowerCase() ?? 'utf-8';
  if (type?.essence === 'application/json' && ['utf-8', 'utf8'].includes(charset)) return;
  const why = type?.essence === 'multipart/form-data' ? ': files are not taken here' : '';
  const got = came?.slice(0, 80) ?? 'none';
  throw unsupported(`Expected the content type application/json in UTF-8, got ${got}${why}.`);
};

const expectNoCoding = (coding: string) => {
  if (coding !== 'identity')
    throw unsupported(`Expected a body without content encoding, got ${coding.slice(0, 40)}.`);
};

const mimeOf = (type: string) => {
  try {
    return new MIMEType(type);
  } catch {
    return undefined;
  }
};

const BYTE_ORDER_MARK = '\uFEFF';

const decoded = (bytes: Buffer) => {
  if (!isUtf8(bytes)) throw badRequest('Expected a body in UTF-8, got other bytes.');
  const text = bytes.toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(
      `Expected a body of JSON, got ${text ? `none: ${(error as Error).message}` : 'nothing'}.`,
    );
  }
};

const kindOf = (body: unknown) => {
  if (Array.isArray(body)) return `a list of ${body.length}: batches are not taken`;
  return body === null ? 'null' : `a ${typeof body}`;
};

const badRequest = (message: string) => new Refused(400, 'BAD_REQUEST', message);

const unsupported = (message: string) => new Refused(415, 'UNSUPPORTED_MEDIA_TYPE', message);
