import type { Registry } from 'prom-client';

type Labels = Record<string, string>;

/** Lines of Prometheus' text as what they say. */
export const samplesOf = (text: string) =>
  [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name, labels = '', value]) => ({
    name: name!,
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, said]) => [key!, said!]),
    ) as Labels,
    value: Number(value),
  }));

/** How much a registry tells under a name and these labels, whatever its others are; undefined for nothing. */
export const valueIn = async (registry: Registry, name: string, labels: Labels = {}) => {
  const found = samplesOf(await registry.metrics()).find(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, said]) => sample.labels[key] === said),
  );
  return found?.value;
};

/** By the value of one label, of what has the other labels. */
export const valuesBy = async (registry: Registry, name: string, by: string, labels: Labels = {}) =>
  Object.fromEntries(
    samplesOf(await registry.metrics())
      .filter(
        (sample) =>
          sample.name === name && Object.entries(labels).every(([key, said]) => sample.labels[key] === said),
      )
      .map((sample) => [sample.labels[by]!, sample.value]),
  );
