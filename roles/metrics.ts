import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Answered } from '../gateway/door/server.ts';

/** What one process counts: event-loop lag, memory and the like come with it. */
export const createRegistry = (): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'chimera_' });
  return registry;
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
  return ({ path, status, seconds: taken }: Answered) => seconds.observe({ path, status }, taken);
};
