import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { MIMEType } from 'node:util';
import { Refused } from '../errors.ts';

export const MOST_BYTES = 1024 * 1024;

/** The JSON object that a POST brought. Throws Refused, 400, 413 or 415, with what was expected. */
export const readJson = async (
  stream: Readable,
  headers: IncomingHttpHeaders,
): Promise<Record<string, unknown>> => {
  expectJson(headers);
  const text = decoded(await bytesOf(stream, headers['content-length']));
  const body = parsed(text);
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw badRequest(`Expected a JSON object with a query, got ${kindOf(body)}.`);
};

const expectJson = (headers: IncomingHttpHeaders) => {
  const came = headers['content-type'];
  const type = came === undefined ? undefined : mimeOf(came);
  const charset = type?.params.get('charset')?.toLowerCase() ?? 'utf-8';
  if (type?.essence !== 'application/json' || !['utf-8', 'utf8'].includes(charset))
    throw unsupported(
      `Expected the content type application/json in UTF-8, got ${came?.slice(0, 80) ?? 'none'}.`,
    );
  const coding = headers['content-encoding'] ?? 'identity';
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

const bytesOf = async (stream: Readable, announced: string | undefined) => {
  if (Number(announced) > MOST_BYTES) throw tooLarge(`${announced} bytes`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw tooLarge('more');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const decoded = (bytes: Buffer) => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badRequest('Expected a body in UTF-8, got other bytes.');
  }
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

const tooLarge = (came: string) =>
  new Refused(413, 'PAYLOAD_TOO_LARGE', `Expected a body of at most ${MOST_BYTES} bytes, got ${came}.`);
