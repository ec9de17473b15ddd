import type { IncomingHttpHeaders } from 'node:http';

/** The program that asks, as it calls itself: for logs and metrics alone. */
export type Client = { name: string; version: string | undefined };

/** Undefined where it says nothing, or what does not go into a log. */
export const clientOf = (headers: IncomingHttpHeaders): Client | undefined => {
  const name = headers['apollographql-client-name'] ?? headers['graphql-client-name'];
  if (typeof name !== 'string' || !PLAIN.test(name)) return undefined;
  const version = headers['apollographql-client-version'] ?? headers['graphql-client-version'];
  return { name, version: typeof version === 'string' && PLAIN.test(version) ? version : undefined };
};

const PLAIN = /^[\w .:@/+()-]{1,64}$/;
