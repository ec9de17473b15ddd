import pino from 'pino';
import type { Answered } from '../gateway/door/server.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Config } from './config.ts';
import { stderr } from './log-destination.ts';

const BUFFERED = 8 * 1024;
const EVERY = 1_000;

/** A line for each request, but for an operator's own; undefined where none is wanted. */
export const createAccessLog = ({ door, isProduction }: Config, log: Logger) => {
  if (!door.accessLog) return undefined;
  const { info } = isProduction ? createBuffered() : log;
  return ({ asked, path, status, seconds, bytes }: Answered) => {
    if (/^\/(health|metrics)/.test(path)) return;
    const { requestId, operation, client } = asked;
    const ms = Math.round(seconds * 1e5) / 100;
    info(
      { requestId, client: client?.name, version: client?.version, operation, path, status, ms, bytes },
      'Answered.',
    );
  };
};

/**
 * Many lines are one write: each alone would take as long as all else that is done with its request. They are gathered
 * here, because pino's own stream looks through all that it holds at each line.
 */
const createBuffered = () => {
  let held = '';
  const flush = () => {
    stderr.write(held);
    held = '';
  };
  setInterval(flush, EVERY).unref();
  process.once('exit', flush);
  const write = (line: string) => {
    held += line;
    if (held.length >= BUFFERED) flush();
  };
  const log = pino({}, { write });
  return { info: (fields: object, message: string) => log.info(fields, message) };
};
