import { ConfigError, oneOf, partsOf, type Env } from './values.ts';

/** Where MongoDB and Kafka are, and who we are there. */
export type Production = {
  mongoUrl: string;
  /** `host:port` of some brokers. */
  brokers: string[];
  /** Keeps several installations on one cluster apart. */
  namespace?: string;
  ssl?: true;
  sasl?: Sasl;
};

type Mechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';
type Sasl = { [M in Mechanism]: { mechanism: M; username: string; password: string } }[Mechanism];

/** Both, or undefined for neither: then everything is in SQLite. */
export const productionOf = (env: Env): Production | undefined => {
  const [mongoUrl, brokers] = [env['MONGODB_URL'], env['KAFKA_BROKERS']];
  if (!mongoUrl && !brokers) return undefined;
  if (!mongoUrl)
    throw new ConfigError('KAFKA_BROKERS is set alone: set MONGODB_URL too, or neither for SQLite.');
  if (!brokers)
    throw new ConfigError('MONGODB_URL is set alone: set KAFKA_BROKERS too, or neither for SQLite.');
  return {
    mongoUrl: mongoUrlOf(mongoUrl),
    brokers: brokersOf(brokers),
    ...namespaceOf(env),
    ...tlsOf(env),
    ...saslOf(env),
  };
};

/** A URL without its user: whoever may read a log may not read a password. */
export const masked = (text: string) => text.replace(/([a-z+]+:\/\/)?[^\s"]*@/i, '$1***@');

const mongoUrlOf = (url: string) => {
  if (!/^mongodb(\+srv)?:\/\/[^/\s]+/.test(url))
    throw new ConfigError(
      `Set MONGODB_URL to mongodb://HOST:PORT or mongodb+srv://HOST, not ${JSON.stringify(masked(url))}.`,
    );
  return url;
};

const brokersOf = (list: string) => {
  const brokers = partsOf(list);
  const wrong = brokers.find((broker) => !/^(\[[\da-f:]+\]|[^\s:/@]+):\d{1,5}$/i.test(broker));
  if (wrong !== undefined || brokers.length === 0)
    throw new ConfigError(
      `Set KAFKA_BROKERS to HOST:PORT, several with commas between them, not ${JSON.stringify(masked(wrong ?? list))}.`,
    );
  return brokers;
};

const namespaceOf = (env: Env) => {
  const namespace = env['NAMESPACE'];
  if (!namespace) return {};
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(namespace))
    throw new ConfigError(
      `Set NAMESPACE to at most 31 of a-z, 0-9 and "-", or unset it; not ${JSON.stringify(namespace)}.`,
    );
  return { namespace };
};

const tlsOf = (env: Env) =>
  oneOf(env, 'KAFKA_TLS', ['on', 'off'], 'off') === 'on' ? { ssl: true as const } : {};

const saslOf = (env: Env): { sasl?: Sasl } => {
  const [username, password] = [env['KAFKA_USERNAME'], env['KAFKA_PASSWORD']];
  if (!username && !password) return {};
  if (!username || !password)
    throw new ConfigError('Set both KAFKA_USERNAME and KAFKA_PASSWORD, or neither.');
  const mechanisms: Mechanism[] = ['plain', 'scram-sha-256', 'scram-sha-512'];
  const mechanism = oneOf(env, 'KAFKA_MECHANISM', mechanisms, 'scram-sha-512');
  return { sasl: { mechanism, username, password } as Sasl };
};
