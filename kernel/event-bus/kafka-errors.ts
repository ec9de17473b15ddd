import { TopicError } from './event-bus.ts';
import { UnavailableError } from '../domain-error.ts';

/** Kafka refuses who we are or what we may do: waiting does not help. */
export class AccessError extends Error {
  override name = 'AccessError';
}

type KafkaError = Error & { type?: string; cause?: unknown; errors?: Error[]; retriable?: boolean };

// kafkajs marks these as not worth a retry of its own; for us they pass.
const PASSING = [
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSTimeout',
  'KafkaJSLockTimeout',
  'KafkaJSGroupCoordinatorNotFound',
];
/** More brokers are wanted than have started yet. */
const PASSING_TYPES = ['INVALID_REPLICATION_FACTOR'];
const REFUSED = /SASL|AUTHENTICATION|AUTHORIZATION/;

/** The error that began it: kafkajs wraps errors in errors. */
export const rootOf = (error: unknown): KafkaError => {
  const { errors, cause } = error as KafkaError;
  const inner = errors?.[0] ?? cause;
  return inner instanceof Error ? rootOf(inner) : (error as KafkaError);
};

/** As the port speaks: UnavailableError where it may go well later, AccessError, TopicError; a bug stays a bug. */
export const translated = (error: unknown): Error => {
  if (error instanceof UnavailableError || error instanceof TopicError) return error;
  const root = rootOf(error);
  if (REFUSED.test(`${root.name} ${root.type}`))
    return new AccessError(`Kafka refuses access: ${oneLine(root)}`, { cause: error });
  if (isPassing(error as KafkaError) || isPassing(root))
    return new UnavailableError(`Kafka did not answer: ${oneLine(root)}`, { cause: error });
  return error as Error;
};

const isPassing = ({ name, type, retriable }: KafkaError) =>
  name.startsWith('KafkaJS') &&
  (retriable === true || PASSING.includes(name) || PASSING_TYPES.includes(type ?? ''));

const oneLine = ({ message, type }: KafkaError) =>
  `${message.split('\n')[0]!.replace(/\.$/, '')}${type ? ` (${type})` : ''}.`;

/** What takes longer than so many ms is given up: kafkajs may wait for ever. */
export const within = async <T>(limit: number, work: () => Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError(`Kafka did not answer within ${limit} ms.`)), limit);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
};
