import { masked } from './config/production.ts';
import type { Production } from './config.ts';

/** Why a server cannot be used, in one line that says what to set. `mayPass`: it may be on its way up. */
export type Explained = { server: 'MongoDB' | 'Kafka'; line: string; mayPass: boolean };

/** Undefined for what an operator cannot mend. No line holds a password. */
export const explained = (error: unknown, { mongoUrl, brokers }: Production): Explained | undefined => {
  const causes = causesOf(error);
  const is = (...names: string[]) => causes.some(({ name }) => names.includes(name));
  const server = causes.some(
    ({ name, message }) => /^(KafkaJS|Topic)|^Kafka/.test(`${name} ${message}`) || /^Kafka/.test(message),
  )
    ? 'Kafka'
    : 'MongoDB';
  const why = masked(causes.at(-1)?.message.split('\n')[0] ?? '').replace(/\.$/, '');
  if (is('TopicError')) return { server, line: causes[0]!.message, mayPass: false };
  if (is('AccessError') || (server === 'MongoDB' && causes.some(({ code }) => REFUSED.includes(code))))
    return { server, line: `${server} refuses us (${why}): ${CREDENTIALS[server]}.`, mayPass: false };
  if (is('MongoParseError', 'MongoAPIError', 'MongoInvalidArgumentError'))
    return { server, line: `MONGODB_URL cannot be used: ${why}.`, mayPass: false };
  if (!is('UnavailableError') && !causes.some(({ syscall }) => syscall?.startsWith('query')))
    return undefined;
  const [where, name] =
    server === 'Kafka'
      ? [brokers.join(','), 'KAFKA_BROKERS and KAFKA_TLS']
      : [masked(mongoUrl), 'MONGODB_URL'];
  return {
    server,
    line: `${server} does not answer at ${where} (${why}): start it, or set ${name}.`,
    mayPass: true,
  };
};

const CREDENTIALS = {
  MongoDB: 'set its user and password in MONGODB_URL, and give the user readWrite on the service’s database',
  Kafka: 'set KAFKA_USERNAME and KAFKA_PASSWORD',
};

/** MongoDB's codes, of which Kafka's have the numbers: unauthorized, authentication failed. */
const REFUSED: unknown[] = [13, 18];

type Cause = Error & { code?: unknown; syscall?: string };

const causesOf = (error: unknown): Cause[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];
