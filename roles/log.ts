import pino from 'pino';
import type { Config } from './config.ts';
import { stderr, type Destination } from './log-destination.ts';

/** On stderr: one JSON object a line in production, readable lines elsewhere. Secrets never reach it. */
export const createLogger = async ({ isProduction, logLevel }: Config) => {
  const destination = isProduction ? stderr : await readable();
  return pino(
    {
      level: logLevel,
      serializers: { error: pino.stdSerializers.errWithCause },
      redact: ['authorization', 'cookie', 'password', '*.authorization', '*.cookie', '*.password'],
    },
    destination,
  );
};

const readable = async (): Promise<Destination> => {
  const { prettyFactory } = await import('pino-pretty'); // production does without
  const pretty = prettyFactory({
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss.l',
    colorize: process.stderr.isTTY,
  });
  return { write: (line) => stderr.write(pretty(line)) };
};
