import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Arena, Arenas } from '../bytes/arena.ts';
import { ROOM, type Ran } from '../bytes/run.ts';
import type { Told } from '../bytes/told.ts';
import type { Result } from './stock.ts';

/** What goes to the client as the body, and what is to be done when it has gone. */
export type Body = { bytes: Uint8Array; sent(): void };

export type Format = (
  told: GraphQLFormattedError,
  error: unknown,
  requestId: string,
) => GraphQLFormattedError;

const DATA = Buffer.from('{"data":');
const CLOSING = '}'.charCodeAt(0);

/** The answer in the arena itself: what goes around the data is written before and behind it. */
export const bodyOfBytes = (
  { start, end, errors }: Ran,
  { arena, arenas, format, requestId }: { arena: Arena; arenas: Arenas; format: Format; requestId: string },
): Body => {
  const told = errors.map((error) => format(formatted(error), error, requestId));
  const head = told.length > 0 ? Buffer.from(`{"errors":${JSON.stringify(told)},"data":`) : DATA;
  const last = end + 1;
  arena.ensure(last);
  arena.bytes[end] = CLOSING;
  const sent = () => arenas.giveBack(arena);
  if (head.length > ROOM) return { bytes: Buffer.concat([head, arena.bytes.subarray(start, last)]), sent };
  const first = start - head.length;
  arena.bytes.set(head, first);
  return { bytes: arena.bytes.subarray(first, last), sent };
};

const formatted = ({ message, path, extensions }: Told): GraphQLFormattedError => ({
  message,
  ...(path && { path }),
  extensions,
});

/** The answer of Apollo's executor, as its server would print it. */
export const bodyOfResult = (
  { data, errors, extensions }: Result,
  format: Format,
  requestId: string,
): Body => {
  const told = errors?.map((error) => format(toldBy(error), error, requestId));
  const body = {
    ...(told && told.length > 0 && { errors: told }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
  };
  return { bytes: Buffer.from(JSON.stringify(body)), sent: () => {} };
};

const toldBy = (error: GraphQLError): GraphQLFormattedError => {
  const told = error.toJSON();
  return { ...told, extensions: { code: 'INTERNAL_SERVER_ERROR', ...told.extensions } };
};
