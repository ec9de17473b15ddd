import { BSON, MongoClient, MongoDriverError, MongoError, MongoServerError, type Db } from 'mongodb';
import { UnavailableError } from './domain-error.ts';
import { patchMongo } from './mongo-patches.ts';

export type MongoOptions = { url: string; namespace?: string; clientId: string };

/** Milliseconds: a server that is down or hangs is an error after these, never a wait without end. */
const SELECTION = 3_000;
const SOCKET = 8_000;
const QUEUE = 3_000;
const HEARTBEAT = 5_000;

/**
 * One client for the process. What is acknowledged is on the disks of a majority, and what is read is what a
 * majority has: a change of the primary loses and invents nothing.
 */
export const connectMongo = ({ url, namespace, clientId }: MongoOptions) => {
  patchMongo();
  const client = new MongoClient(url, {
    appName: clientId,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryWrites: true,
    retryReads: true,
    ignoreUndefined: true,
    serverSelectionTimeoutMS: SELECTION,
    connectTimeoutMS: SELECTION,
    heartbeatFrequencyMS: HEARTBEAT,
    socketTimeoutMS: SOCKET,
    waitQueueTimeoutMS: QUEUE,
    maxPoolSize: 64,
  });
  const nameOf = (service: string) => (namespace ? `${namespace}-${service}` : service);
  return {
    /** Connects now, so that a wrong address or password is told at the start. */
    connect: () => answered(client.db('admin').command({ ping: 1 })),
    databaseOf: (service: string): Db => client.db(nameOf(service)),
    close: () => client.close(),
  };
};

export type Mongo = ReturnType<typeof connectMongo>;

/** Who the server says we are not. */
const AUTHENTICATION_FAILED = [18, 13];

export const isRefusedByMongo = (error: unknown): boolean =>
  causesOf(error).some(
    (one) => one instanceof MongoServerError && AUTHENTICATION_FAILED.includes(Number(one.code)),
  );

const causesOf = (error: unknown): unknown[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];

/** Another document has a value that is unique. */
export const isDuplicate = (error: unknown) => error instanceof MongoServerError && error.code === 11000;

/** Waits for the server; what it or the network could not do is an UnavailableError. */
export const answered = async <T>(asking: Promise<T>): Promise<T> => {
  try {
    return await asking;
  } catch (cause) {
    if (isDuplicate(cause) || isBug(cause) || !isOutside(cause)) throw cause;
    throw new UnavailableError(`The store did not answer: ${cause.message}.`, { cause });
  }
};

/** What cannot be read as BSON is no answer. */
const isOutside = (error: unknown) => error instanceof MongoError || error instanceof BSON.BSONError;

/** Asked wrongly by us: asking again would not help. */
const BUGS = new Set(['MongoInvalidArgumentError', 'MongoAPIError', 'MongoMissingDependencyError']);
const isBug = (error: unknown) => error instanceof MongoDriverError && BUGS.has(error.name);

/** What is asked is finished before a close; what is asked after it is refused. */
export const createDesk = (what: string) => {
  const open = new Set<Promise<unknown>>();
  let isClosed = false;
  return {
    size: () => open.size,
    async ask<T>(work: () => Promise<T>): Promise<T> {
      if (isClosed) throw new UnavailableError(`The ${what} is closed.`);
      const asking = answered(work());
      open.add(asking);
      return asking.finally(() => open.delete(asking));
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(open);
    },
  };
};

export type Desk = ReturnType<typeof createDesk>;
