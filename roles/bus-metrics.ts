import { Counter, Histogram, type Registry } from 'prom-client';

const COUNTED: Record<string, [help: string, label: string]> = {
  rebalances: ['Times that a group shared its partitions anew.', 'group'],
  retries: ['Batches that were not handled and came again.', 'group'],
  consumer_rebuilds: ['Consumers that were given up for a new one.', 'group'],
  producer_rebuilds: ['Producers that were given up for a new one.', 'topic'],
};

/** What the bus tells of itself, in a registry. */
export const busMetrics = (registry: Registry) => {
  const counters = new Map(
    Object.entries(COUNTED).map(([name, [help, label]]) => {
      const named = { name: `chimera_bus_${name}_total`, help, labelNames: [label], registers: [] };
      return [name, known<Counter>(registry, new Counter(named))] as const;
    }),
  );
  const seconds = known<Histogram>(
    registry,
    new Histogram({
      name: 'chimera_bus_publish_seconds',
      help: 'Time until a batch is acknowledged by all replicas in sync.',
      labelNames: ['topic'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers: [],
    }),
  );
  return (name: string, value: number, labels: Record<string, string>) => {
    if (name === 'publish_seconds') seconds.observe(labels, value);
    else counters.get(name)?.inc(labels, value);
  };
};

/** A server that was not there is opened again: the second time its metrics are in the registry already. */
const known = <M extends Counter | Histogram>(registry: Registry, metric: M): M => {
  const { name } = metric as unknown as { name: string };
  const found = registry.getSingleMetric(name) as unknown as M | undefined;
  if (!found) registry.registerMetric(metric);
  return found ?? metric;
};
