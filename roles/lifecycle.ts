import { once } from 'node:events';
import { createServer } from 'node:net';
import { Histogram, type Registry } from 'prom-client';
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

/** Seconds by route and status. */
export const observeHttp = (registry: Registry) => {
  const seconds = new Histogram({
    name: 'chimera_http_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['path', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  return (path: string, status: number, taken: number) => seconds.observe({ path, status }, taken);
};

/** Finishes what is in flight, closes the stores, exits 0; what hangs is left after 9 s. */
export const closeOnSignal = (close: () => Promise<void>, log: Logger) => {
  let isClosing = false;
  const onSignal = (signal: string) => {
    if (isClosing) return;
    isClosing = true;
    log.info({ signal }, 'Closing.');
    setTimeout(() => process.exit(0), CLOSE_WITHIN).unref();
    close().then(
      () => process.exit(0),
      (error) => {
        log.error({ error }, 'Closing failed.');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
};
