import pino from 'pino';
import type { Config } from './config.ts';

/** On stderr: one JSON object a line in production, readable lines elsewhere. Secrets never reach it. */
export const createLogger = async ({ isProduction, logLevel }: Config) => {
  const stream = isProduction ? pino.destination({ dest: 2, sync: true }) : await readable();
  return pino(
    {
      level: logLevel,
      serializers: { error: pino.stdSerializers.errWithCause },
      redact: ['authorization', 'cookie', 'password', '*.authorization', '*.cookie', '*.password'],
    },
    stream,
  );
};

const readable = async () => {
  const { default: pretty } = await import('pino-pretty'); // production does without
  return pretty({
    destination: 2,
    sync: true,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss.l',
    colorize: process.stderr.isTTY,
  });
};
