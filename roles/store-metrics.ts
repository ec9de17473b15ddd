import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Document, View } from '../kernel/view-store/view-store.ts';
import type { Infrastructure, Lease, Stores } from '../kernel/infrastructure.ts';
import type { Row, Rows } from '../kernel/row-store/row-store.ts';

const BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** The same infrastructure, whose stores tell how long each operation took, how many failed, and who leads. */
export const measured = (infrastructure: Infrastructure, registry: Registry): Infrastructure => {
  const meters = metersOf(registry);
  return {
    ...infrastructure,
    async storesOf(service) {
      const { eventStore, viewStore, rows, leaseOf }: Stores = await infrastructure.storesOf(service);
      const timed = <Port extends object>(store: string, port: Port) =>
        timedPort(port, (operation) => meters.of(service, store, operation));
      return {
        eventStore: timed('events', eventStore),
        viewStore: {
          ...timed('checkpoints', viewStore),
          open: async <V extends Document>(definition: Parameters<typeof viewStore.open>[0]) =>
            timed<View<V>>('views', await viewStore.open<V>(definition)),
        },
        rows: {
          ...rows,
          open: async <R extends Row>(name: string, indexes?: (string & keyof R)[]) =>
            timed<Rows<R>>('rows', await rows.open<R>(name, indexes)),
        },
        leaseOf(name) {
          const lease = leaseOf(name);
          return name === 'tail'
            ? toldLease(lease, (held) => meters.leading.set({ service }, Number(held)))
            : lease;
        },
      };
    },
  };
};

type Meter = { took(seconds: number): void; failed(): void };

/** Ports are records of functions; what answers at once is no operation of a store. */
const timedPort = <Port extends object>(port: Port, meterOf: (operation: string) => Meter): Port => {
  const timed = Object.entries(port).map(([operation, call]) =>
    typeof call === 'function' ? [operation, timedCall(call, meterOf(operation))] : [operation, call],
  );
  return Object.fromEntries(timed) as Port;
};

const timedCall =
  (call: (...args: unknown[]) => unknown, meter: Meter) =>
  (...args: unknown[]) => {
    const began = performance.now();
    const answer = call(...args);
    const took = () => meter.took((performance.now() - began) / 1_000);
    if (answer instanceof Promise) answer.then(took, meter.failed);
    return answer;
  };

const toldLease = (lease: Lease, tell: (held: boolean) => void): Lease => ({
  async claim() {
    const isHeld = await lease.claim();
    tell(isHeld);
    return isHeld;
  },
  async release() {
    tell(false);
    await lease.release();
  },
});

/** A server that was not there is opened again, on the same registry. */
const known = new WeakMap<Registry, ReturnType<typeof createMeters>>();
const metersOf = (registry: Registry) => {
  const meters = known.get(registry) ?? createMeters(registry);
  known.set(registry, meters);
  return meters;
};

const createMeters = (registry: Registry) => {
  const labelNames = ['service', 'store', 'operation'];
  const registers = [registry];
  const seconds = new Histogram({
    ...{ name: 'chimera_store_seconds', help: 'Time until a store has answered.' },
    ...{ labelNames, buckets: BUCKETS, registers },
  });
  const failures = new Counter({
    ...{ name: 'chimera_store_failures_total', help: 'Operations that a store did not do.' },
    ...{ labelNames, registers },
  });
  const leading = new Gauge({
    ...{
      name: 'chimera_leading',
      help: '1 where this process numbers the log, publishes it and reacts to it.',
    },
    ...{ labelNames: ['service'], registers },
  });
  const of = (service: string, store: string, operation: string): Meter => {
    const labels = { service, store, operation };
    return {
      took: (taken) => seconds.observe(labels, taken),
      failed: () => failures.inc(labels),
    };
  };
  return { of, leading };
};
