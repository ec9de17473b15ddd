export type Server = 'MongoDB' | 'Kafka';

/** Which servers the tests can use. */
export const availableServers = (env: NodeJS.ProcessEnv): Server[] => [
  ...(env['MONGODB_URL'] ? (['MongoDB'] as const) : []),
  ...(env['KAFKA_BROKERS'] ? (['Kafka'] as const) : []),
];
