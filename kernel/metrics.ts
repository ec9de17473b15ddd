import { Counter, Gauge, type Registry } from 'prom-client';

type Labels = Record<string, string>;
type Named = [name: string, help: string, ...labels: string[]];

/** What one service counts; one registry for all that run in this process. */
export const createMetrics = (registry: Registry, service: string) => {
  const options = ([name, help, ...labels]: Named) => ({ name, help, labelNames: ['service', ...labels] });
  const known = <M>([name]: Named) => registry.getSingleMetric(name) as M | undefined;
  const counter = (...named: Named) => {
    const metric = known<Counter>(named) ?? new Counter({ ...options(named), registers: [registry] });
    return { inc: (labels: Labels) => metric.inc({ service, ...labels }) };
  };
  const gauge = (...named: Named) => {
    const metric = known<Gauge>(named) ?? new Gauge({ ...options(named), registers: [registry] });
    return { set: (labels: Labels, value: number) => metric.set({ service, ...labels }, value) };
  };
  return {
    commands: counter('chimera_commands_total', 'Commands by what came of them.', 'command', 'result'),
    reactions: counter('chimera_reactions_total', 'Reactions by what came of them.', 'reaction', 'result'),
    timers: counter('chimera_timers_total', 'Timers fired, by kind.', 'kind', 'result'),
    lag: gauge('chimera_lag', 'Positions of the log or messages that wait, by follower.', 'follower'),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;
