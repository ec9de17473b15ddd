import { STATUS_CODES } from 'node:http';
import { GraphQLError, type FormattedExecutionResult } from 'graphql';
import { unavailable, unreadable } from '../errors.ts';
import { jsonIn, type WireResponse } from '../wires/wire.ts';

const [OPEN, CLOSE, SPACE] = [0x7b, 0x7d, 0x20];

/**
 * The JSON object that a subgraph sent. `knowsUs`: it was sent a viewer token of ours. Whoever reads it checks the
 * rest: this is on every fetch's way.
 */
export const answerOf = (subgraph: string, { status, body }: WireResponse, knowsUs: boolean): Uint8Array => {
  if (status === 200 && isObject(body)) return body;
  if (status === 503) throw unavailable(subgraph, 'has too much to do or is starting');
  if (knowsUs && isRefusal(status)) throw new Error(`${subgraph} refused our viewer token: ${status}.`);
  if (isRefusal(status) && !isResult(parsed(body))) throw refusedBy(subgraph, status);
  if (!isObject(body))
    throw unreadable(subgraph, `status ${status} and a body that is no JSON object (${body.length} bytes)`);
  resultOf(subgraph, body, `status ${status} and `);
  return body;
};

const isRefusal = (status: number) => status === 401 || status === 403;

/** It was the client's own token: the client can get another. */
const refusedBy = (subgraph: string, status: number) =>
  new GraphQLError(`The ${subgraph} service refused the request: ${status} ${STATUS_CODES[status]}.`, {
    extensions: { code: status === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN' },
  });

/** Throws unreadable for what is no result of GraphQL. */
export const resultOf = (subgraph: string, bytes: Uint8Array, but = ''): FormattedExecutionResult => {
  const body = parsed(bytes);
  if (body === undefined) throw unreadable(subgraph, `${but}a body that is no JSON (${bytes.length} bytes)`);
  if (!isResult(body)) throw unreadable(subgraph, `${but}no data or errors`);
  return body;
};

const isObject = (bytes: Uint8Array): boolean => {
  let [start, end] = [0, bytes.length - 1];
  while (bytes[start]! <= SPACE) start += 1;
  while (bytes[end]! <= SPACE) end -= 1;
  return bytes[start] === OPEN && bytes[end] === CLOSE;
};

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return jsonIn(bytes);
  } catch {
    return undefined;
  }
};

const isResult = (body: unknown): body is FormattedExecutionResult => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  const { data, errors } = body as { data?: unknown; errors?: unknown };
  if (data === undefined && errors === undefined) return false;
  return isDataOrNull(data) && (errors === undefined || isErrors(errors));
};

const isDataOrNull = (data: unknown) => data == null || (typeof data === 'object' && !Array.isArray(data));

const isErrors = (errors: unknown) =>
  Array.isArray(errors) && errors.length > 0 && errors.every((error) => typeof error?.message === 'string');
