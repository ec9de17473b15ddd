import type { Registry } from 'prom-client';
import type { EventBus } from '../kernel/event-bus/event-bus.ts';
import { counterIn, timesIn } from './meters.ts';

type OnMetric = (name: string, value: number, labels: Record<string, string>) => void;

const COUNTED: Record<string, [help: string, label: string]> = {
  rebalances: ['Times that a group shared its partitions anew.', 'group'],
  consumer_rebuilds: ['Consumers that were given up for a new one.', 'group'],
  producer_rebuilds: ['Producers that were given up for a new one.', 'topic'],
};

/** What the bus tells of itself, in a registry. */
export const busMetrics = (registry: Registry): OnMetric => {
  const counters = new Map(
    Object.entries(COUNTED).map(([name, [help, label]]) => {
      const named = { name: `chimera_bus_${name}_total`, help, labelNames: [label] };
      return [name, counterIn(registry, named)] as const;
    }),
  );
  const seconds = timesIn(registry, {
    name: 'chimera_bus_publish_seconds',
    help: 'Time until a batch is durable, on Kafka on all replicas in sync.',
    labelNames: ['topic'],
  });
  return (name, value, labels) => {
    if (name === 'publish_seconds') seconds.observe(labels, value);
    else counters.get(name)?.inc(labels, value);
  };
};

/** The same bus, for one that does not tell by itself how long it takes to publish. */
export const withTimedPublish = (bus: EventBus, onMetric: OnMetric): EventBus => ({
  ...bus,
  async publish(topic, messages) {
    const began = performance.now();
    await bus.publish(topic, messages);
    onMetric('publish_seconds', (performance.now() - began) / 1_000, { topic });
  },
});
