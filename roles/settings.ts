/** What was set cannot be used: one line that says what to set. */
export class ConfigError extends Error {}

type Env = NodeJS.ProcessEnv;

export const oneOf = (env: Env, name: string, values: string[], otherwise?: string) => {
  const value = env[name] ?? otherwise;
  if (value !== undefined && !values.includes(value))
    throw new ConfigError(`Set ${name} to ${values.join(', ')}, or unset it; not ${JSON.stringify(value)}.`);
  return value;
};

export const portOf = (port: string): number => {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new ConfigError(`Set PORT to a number from 0 to 65535, not ${JSON.stringify(port)}.`);
  return Number(port);
};

export const dataDirOf = (folder: string): string => {
  if (folder.trim() === '') throw new ConfigError('Set DATA_DIR to a folder, or unset it; it is empty.');
  return folder;
};

export const listOf = (list = ''): string[] =>
  list
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

export const originsOf = (list: string): string[] => {
  const origins = listOf(list);
  for (const origin of origins)
    if (URL.parse(origin)?.origin !== origin)
      throw new ConfigError(
        `Set CORS_ORIGINS to origins like https://shop.example.com, not ${JSON.stringify(origin)}.`,
      );
  return origins;
};

export type Production = {
  mongoUrl: string;
  brokers: string[];
  namespace?: string;
  ssl?: boolean;
  sasl?: { mechanism: 'scram-sha-512'; username: string; password: string };
};

/** Both servers or neither; a password is never repeated. */
export const productionOf = (env: Env): Production | undefined => {
  const { MONGODB_URL: mongoUrl, KAFKA_BROKERS: kafka, NAMESPACE: namespace } = env;
  if (!mongoUrl && !kafka) return undefined;
  if (!mongoUrl || !kafka)
    throw new ConfigError(
      `Set ${mongoUrl ? 'KAFKA_BROKERS' : 'MONGODB_URL'} too, or unset ${mongoUrl ? 'MONGODB_URL' : 'KAFKA_BROKERS'}: production needs both.`,
    );
  if (!/^mongodb(\+srv)?:\/\/[^/]+/.test(mongoUrl))
    throw new ConfigError('Set MONGODB_URL to an address like mongodb://host:27017/?replicaSet=rs0.');
  const brokers = listOf(kafka);
  for (const broker of brokers)
    if (!/^[\w.-]+:\d{1,5}$/.test(broker))
      throw new ConfigError(
        `Set KAFKA_BROKERS to host:port, separated by commas, not ${JSON.stringify(broker)}.`,
      );
  if (namespace && !/^[a-z0-9-]{1,40}$/.test(namespace))
    throw new ConfigError(
      `Set NAMESPACE to small letters, digits and hyphens, not ${JSON.stringify(namespace)}.`,
    );
  return { mongoUrl, brokers, ...(namespace && { namespace }), ...credentialsOf(env) };
};

const credentialsOf = (env: Env): Pick<Production, 'ssl' | 'sasl'> => {
  const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = env;
  if (!username !== !password)
    throw new ConfigError('Set both KAFKA_USERNAME and KAFKA_PASSWORD, or neither.');
  const ssl = oneOf(env, 'KAFKA_TLS', ['true', 'false'], 'false') === 'true';
  return {
    ...(ssl && { ssl }),
    ...(username && password && { sasl: { mechanism: 'scram-sha-512' as const, username, password } }),
  };
};

const SHORTEST_KEY = 32;

/** One or two, hex or base64: the first signs, each is accepted. */
export const gatewayKeysOf = (env: Env): Uint8Array[] => {
  const keys = listOf(env['GATEWAY_KEY']).map((key) =>
    Buffer.from(key, /^([0-9a-f]{2})+$/i.test(key) ? 'hex' : 'base64'),
  );
  if (keys.length < 1 || keys.length > 2 || keys.some(({ length }) => length < SHORTEST_KEY))
    throw new ConfigError(
      `Set GATEWAY_KEY to one or two keys of at least ${SHORTEST_KEY} bytes, in hex or base64: openssl rand -hex 32.`,
    );
  return keys;
};

/** Where a subgraph is: one or more addresses of the same service. */
export const urlsOf = (env: Env, service: string, port: number): string[] => {
  const name = `${service.toUpperCase()}_URL`;
  const urls = listOf(env[name] ?? `http://localhost:${port}`);
  for (const url of urls)
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      throw new ConfigError(
        `Set ${name} to an address like http://${service}:${port}, not ${JSON.stringify(url)}.`,
      );
  return urls.map((url) => url.replace(/\/$/, ''));
};
