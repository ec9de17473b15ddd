import kafkajs, { type KafkaConfig, type LogEntry } from 'kafkajs';
import type { Logger } from '../logger.ts';
import { stopSpins } from './kafka-spin-patch.ts';

const { Kafka, logLevel } = kafkajs;

/** `name` is one of rebalances, retries, producer_rebuilds, consumer_rebuilds, publish_seconds. */
export type OnMetric = (name: string, value: number, labels: Record<string, string>) => void;

export type Connecting = Pick<KafkaConfig, 'ssl' | 'sasl'> & {
  /** `host:port` of some brokers; the others are learnt from them. */
  brokers: string[];
  clientId: string;
  log: Logger;
};

/** All of it is said: kafkajs takes other defaults under `NODE_ENV=test`. */
export const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5, factor: 0.2, multiplier: 2 };

/**
 * In the background there is time: a broker that starts again within 40 s finds the members that it knew, and
 * need not wait for the end of those that are gone.
 */
export const LONG_RETRY = { ...RETRY, retries: 20 };

/** A client of its own for each consumer: kafkajs shares a group's offsets among the consumers of one. */
export const createClient = ({ brokers, clientId, ssl, sasl, log }: Connecting, retry = RETRY) => {
  stopSpins(log);
  return new Kafka({
    brokers,
    clientId,
    connectionTimeout: 3_000,
    authenticationTimeout: 10_000,
    requestTimeout: 15_000,
    enforceRequestTimeout: true,
    retry,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => pass(entry, log),
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
  });
};

export type Client = ReturnType<typeof createClient>;

// What is normal in a group that members join and leave, a warning that we have an answer to, and an answer that came
// after its question had been given up, of which whoever asked has been told.
const ORDINARY = /rebalanc|member id|Limiting retries for the idempotent producer|Response without match/i;
const MINUTE = 60_000;
const lastSaid = new Map<string, number>();

/** What kafkajs calls an error is tried again by it or rejected to us: its own lines are for the curious. */
const pass = ({ namespace, log: { message, error, stack: _, ...fields } }: LogEntry, log: Logger) => {
  if (namespace === 'Connection' || ORDINARY.test(`${message} ${String(error)}`)) return;
  const line = `kafkajs, ${namespace}: ${message}`;
  if ((lastSaid.get(line) ?? 0) > Date.now() - MINUTE) return;
  if (lastSaid.size > 100) lastSaid.clear();
  lastSaid.set(line, Date.now());
  log.warn({ ...fields, error }, line);
};
