import { setTimeout as sleep } from 'node:timers/promises';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Answered } from '../gateway/door/server.ts';
import type { Logger } from '../kernel/logger.ts';
import { SECONDS } from './meters.ts';
import { timesByTwo } from './times.ts';

/** Milliseconds between two looks at the event loop's lag. At the usual 10 they were a tenth of an idle process. */
const LAG_EVERY = 100;

/** What one process counts: event-loop lag, memory and the like come with it. */
export const createRegistry = (): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({
    register: registry,
    prefix: 'chimera_',
    eventLoopMonitoringPrecision: LAG_EVERY,
  });
  return registry;
};

/** Seconds by route and status. */
export const observeHttp = (registry: Registry) => {
  const onTime = timesByTwo(registry, {
    name: 'chimera_http_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['path', 'status'],
    buckets: SECONDS,
  });
  return ({ path, status, seconds }: Answered) => onTime(path, String(status), seconds);
};

/** In ms; Prometheus gives up after 10 s. */
const PATIENCE = 5_000;

type Scraping = { registry: Registry; measure(): Promise<unknown>; log: Logger; patience?: number };

/** For GET /metrics. What only servers know may be late or missing; all else is told. */
export const scrape = ({ registry, measure, log, patience = PATIENCE }: Scraping) => {
  let measuring: Promise<unknown> | undefined;
  return async (): Promise<string> => {
    measuring ??= measure()
      .catch((error) => log.warn({ error }, 'Not all could be measured.'))
      .finally(() => (measuring = undefined));
    await Promise.race([measuring, sleep(patience, undefined, { ref: false })]);
    return registry.metrics();
  };
};
