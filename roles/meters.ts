import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

type Named = { name: string; help: string; labelNames: string[] };

export const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

// Services of one process share a registry, and a server that was not there is opened again: what is there is taken.

export const counterIn = (registry: Registry, named: Named): Counter =>
  (registry.getSingleMetric(named.name) as Counter | undefined) ??
  new Counter({ ...named, registers: [registry] });

export const gaugeIn = (registry: Registry, named: Named): Gauge =>
  (registry.getSingleMetric(named.name) as Gauge | undefined) ??
  new Gauge({ ...named, registers: [registry] });

/** Of seconds. */
export const timesIn = (registry: Registry, named: Named): Histogram =>
  (registry.getSingleMetric(named.name) as Histogram | undefined) ??
  new Histogram({ ...named, buckets: SECONDS, registers: [registry] });
