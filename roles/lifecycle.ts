import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Logger } from '../kernel/logger.ts';
import { ConfigError } from './config.ts';

const CLOSE_WITHIN = 9_000;

export const expectFreePort = async (port: number) => {
  const probe = createServer();
  try {
    await once(probe.listen(port), 'listening');
  } catch (error) {
    throw new ConfigError(`PORT ${port} cannot be used (${(error as Error).message}): set another.`);
  }
  probe.close();
  await once(probe, 'close');
};

const last: (() => Promise<void>)[] = [];

/** Of the process itself: done when everything else is closed. */
export const closeLast = (close: () => Promise<void>) => void last.push(close);

/** Finishes what is in flight, closes the stores, exits 0; what hangs is left 9 s after the draining. */
export const closeOnSignal = (close: () => Promise<void>, log: Logger, drainSeconds = 0) => {
  let isClosing = false;
  const onSignal = (signal: string) => {
    if (isClosing) return;
    isClosing = true;
    log.info({ signal }, 'Closing.');
    setTimeout(() => process.exit(0), drainSeconds * 1_000 + CLOSE_WITHIN).unref();
    const closeAll = async () => {
      await close();
      await Promise.all(last.map((closeOne) => closeOne()));
    };
    closeAll().then(
      () => process.exit(0),
      (error) => {
        log.error({ error }, 'Closing failed.');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
};
