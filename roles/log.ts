import pino from 'pino';
import pretty from 'pino-pretty';
import type { Config } from './config.ts';

/** On stderr: one JSON object a line in production, readable lines elsewhere. Secrets never reach it. */
export const createLogger = ({ isProduction, logLevel }: Config) => {
  const stream = isProduction
    ? pino.destination({ dest: 2, sync: true })
    : pretty({
        destination: 2,
        sync: true,
        ignore: 'pid,hostname',
        translateTime: 'HH:MM:ss.l',
        colorize: process.stderr.isTTY,
      });
  return pino(
    {
      level: logLevel,
      serializers: { error: pino.stdSerializers.errWithCause },
      redact: ['authorization', 'cookie', 'password', '*.authorization', '*.cookie', '*.password'],
    },
    stream,
  );
};
