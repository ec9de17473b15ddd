import type { Logger } from '../kernel/logger.ts';
import type { Config, ServiceName } from './config.ts';
import { runHead } from './head.ts';
import { runMeasuredWorker } from './measured-worker.ts';

/** `node main.ts orders.worker`: all that follows from an event. Several share the work. */
export const worker = async (config: Config, log: Logger, name: ServiceName) => {
  const port = await runHead(config, log, {
    service: name,
    open: runMeasuredWorker,
  });
  console.log(`ready ${name}.worker http://localhost:${port}`);
};
