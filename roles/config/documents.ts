import { readFileSync } from 'node:fs';
import { LIMITS, type Limits } from '../../gateway/documents/limits/defaults.ts';
import { readTrusted, type Trusted } from '../../gateway/documents/trusted.ts';
import { ConfigError, oneOf, type Env } from './values.ts';

/** Which documents the gateway takes. */
export type DocumentConfig = {
  limits: Limits;
  trusted?: Trusted;
  /** Refuses what is not trusted. */
  onlyTrusted: boolean;
  introspection: boolean;
};

export const documentsOf = (env: Env, isProduction: boolean): DocumentConfig => {
  const only = oneOf(env, 'TRUSTED_DOCUMENTS', ['only', 'any'], 'any') === 'only';
  const file = env['TRUSTED_DOCUMENTS_FILE'];
  if (only && !file) throw new ConfigError('Set TRUSTED_DOCUMENTS_FILE, too: TRUSTED_DOCUMENTS is only.');
  return {
    limits: { ...LIMITS, cost: costOf(env) },
    ...(file && { trusted: trustedIn(file) }),
    // Elsewhere documents are still being written.
    onlyTrusted: only && isProduction,
    introspection: oneOf(env, 'INTROSPECTION', ['on', 'off'], isProduction ? 'off' : 'on') === 'on',
  };
};

const costOf = (env: Env): number => {
  const value = env['COST_LIMIT'] ?? String(LIMITS.cost);
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new ConfigError(`Set COST_LIMIT to a number from 1 to 999999999, not ${JSON.stringify(value)}.`);
  return Number(value);
};

const trustedIn = (file: string): Trusted => {
  try {
    return readTrusted(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(
      `Set TRUSTED_DOCUMENTS_FILE to a manifest, not ${file}: ${(error as Error).message}`,
    );
  }
};
