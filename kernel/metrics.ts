import { Counter, Gauge, Registry } from 'prom-client';

/** What one service counts; one registry for all that run in this process. */
export const createMetrics = (registry: Registry, service: string) => {
  const counter = (name: string, help: string, labelNames: string[]) => {
    const known = registry.getSingleMetric(name) as Counter | undefined;
    const metric =
      known ?? new Counter({ name, help, labelNames: ['service', ...labelNames], registers: [registry] });
    return { inc: (labels: Record<string, string>) => metric.inc({ service, ...labels }) };
  };
  const gauge = (name: string, help: string, labelNames: string[]) => {
    const known = registry.getSingleMetric(name) as Gauge | undefined;
    const metric =
      known ?? new Gauge({ name, help, labelNames: ['service', ...labelNames], registers: [registry] });
    return {
      set: (labels: Record<string, string>, value: number) => metric.set({ service, ...labels }, value),
    };
  };
  return {
    commands: counter('chimera_commands_total', 'Commands by what came of them.', ['command', 'result']),
    reactions: counter('chimera_reactions_total', 'Reactions by what came of them.', ['reaction', 'result']),
    timers: counter('chimera_timers_total', 'Timers fired, by kind.', ['kind', 'result']),
    lag: gauge('chimera_lag', 'How far a follower is behind: positions of the log or messages.', [
      'follower',
    ]),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;
