import { readFileSync } from 'node:fs';
import { ConfigError, type Env } from './values.ts';

const SECRETS = ['MONGODB_URL', 'KAFKA_PASSWORD', 'GATEWAY_KEY', 'REDIS_URL', 'JWT_PUBLIC_KEY'];

/** A secret may be in a file that `NAME_FILE` names: what is in the environment, too many can read. */
export const withSecretFiles = (env: Env): Env => {
  const read = SECRETS.flatMap((name) => {
    const file = env[`${name}_FILE`];
    return file ? [[name, contentOf(`${name}_FILE`, file)] as const] : [];
  });
  return { ...env, ...Object.fromEntries(read) };
};

const contentOf = (name: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`Set ${name} to a file that can be read: ${(error as Error).message}.`);
  }
};
