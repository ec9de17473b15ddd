import type { Registry } from 'prom-client';
import type { Document, View } from '../kernel/view-store/view-store.ts';
import type { Infrastructure, Lease, Stores } from '../kernel/infrastructure.ts';
import type { Row, Rows } from '../kernel/row-store/row-store.ts';
import { counterIn, gaugeIn, timesIn } from './meters.ts';

/** The same infrastructure, whose stores tell how long each operation took, which failed, who leads and what broke. */
export const measured = (infrastructure: Infrastructure, registry: Registry): Infrastructure => {
  const meters = createMeters(registry);
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
            tellingBroken(timed<View<V>>('views', await viewStore.open<V>(definition)), (count) =>
              meters.broken.inc({ service, view: definition.name }, count),
            ),
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

/** A document that broke is stored once more, and never again. */
const tellingBroken = <V extends Document>(view: View<V>, tell: (count: number) => void): View<V> => ({
  ...view,
  async store(documents, checkpoint) {
    const lost = await view.store(documents, checkpoint);
    const broken = documents.filter((one) => one.broken && !lost.includes(one.id));
    if (broken.length > 0) tell(broken.length);
    return lost;
  },
});

const createMeters = (registry: Registry) => {
  const labelNames = ['service', 'store', 'operation'];
  const seconds = timesIn(registry, {
    name: 'chimera_store_seconds',
    help: 'Time until a store has answered.',
    labelNames,
  });
  const failures = counterIn(registry, {
    name: 'chimera_store_failures_total',
    help: 'Operations that a store did not do.',
    labelNames,
  });
  const leading = gaugeIn(registry, {
    name: 'chimera_leading',
    help: '1 where this process numbers the log, publishes it and reacts to it.',
    labelNames: ['service'],
  });
  const broken = counterIn(registry, {
    name: 'chimera_broken_documents_total',
    help: 'Documents that a projection broke by throwing: they stay as they were.',
    labelNames: ['service', 'view'],
  });
  const of = (service: string, store: string, operation: string): Meter => {
    const labels = { service, store, operation };
    return {
      took: (taken) => seconds.observe(labels, taken),
      failed: () => failures.inc(labels),
    };
  };
  return { of, leading, broken };
};
