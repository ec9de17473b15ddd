import { Counter, type Registry } from 'prom-client';

/** What the kernel counts of one service; one registry for all that run in this process. */
export const createMetrics = (registry: Registry, service: string) => {
  const counter = (name: string, help: string, ...labels: string[]) => {
    const options = { name, help, labelNames: ['service', ...labels], registers: [registry] };
    const metric = (registry.getSingleMetric(name) as Counter | undefined) ?? new Counter(options);
    return { inc: (labels: Record<string, string>) => metric.inc({ service, ...labels }) };
  };
  return {
    reactions: counter('chimera_reactions_total', 'Reactions by what came of them.', 'reaction', 'result'),
    timers: counter('chimera_timers_total', 'Timers fired, by kind.', 'kind', 'result'),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;
