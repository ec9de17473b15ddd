import type { Metric, Registry } from 'prom-client';

type Named = { name: string; help: string; labelNames: [string, string]; buckets: readonly number[] };

/** `counts`: of what was longer than the bucket before, and no longer than this one; the last has no end. */
type Series = { labels: Record<string, string>; counts: number[]; sum: number };

/**
 * A histogram of seconds over two labels, in a registry of prom-client's. That library's own makes a text of the labels
 * for each value, to find the series by it: 1 µs, which a page of six fetches would pay eight times.
 */
export const timesByTwo = (registry: Registry, named: Named) => {
  const { name, help, labelNames, buckets } = named;
  const [outer, inner] = labelNames;
  const known = new Map<string, Map<string, Series>>();

  const seriesOf = (first: string, second: string): Series => {
    let among = known.get(first);
    if (!among) known.set(first, (among = new Map()));
    let series = among.get(second);
    if (!series) {
      const counts = Array.from({ length: buckets.length + 1 }, () => 0);
      among.set(second, (series = { labels: { [outer]: first, [inner]: second }, counts, sum: 0 }));
    }
    return series;
  };

  const get = async () => {
    const all = [...known.values()].flatMap((among) => [...among.values()]);
    const values = all.flatMap((series) => valuesOf(named, series));
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  };
  // All that a registry asks of a metric.
  registry.registerMetric({ name, get, reset: () => known.clear() } as unknown as Metric);

  return (first: string, second: string, seconds: number) => {
    const series = seriesOf(first, second);
    let bucket = 0;
    while (bucket < buckets.length && seconds > buckets[bucket]!) bucket += 1;
    series.counts[bucket]! += 1;
    series.sum += seconds;
  };
};

/** As Prometheus wants them: each bucket also counts what those before it count. */
const valuesOf = ({ name, buckets }: Named, { labels, counts, sum }: Series) => {
  let count = 0;
  const below = [...buckets, '+Inf'].map((le, i) => {
    count += counts[i]!;
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count };
  });
  return [
    ...below,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
};
