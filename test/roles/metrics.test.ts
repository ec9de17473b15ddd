import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { openSqlite } from '../../kernel/infrastructure.ts';
import { busMetrics, withTimedPublish } from '../../roles/bus-metrics.ts';
import { createRegistry, scrape } from '../../roles/metrics.ts';
import { newFolder, runWith, start, type Process } from '../journeys/process.ts';
import { until } from '../contracts/places.ts';
import { freePort } from '../servers/ports.ts';
import { keepLog } from '../kernel/toys/asking.ts';
import { valueIn } from './values.ts';

describe('asked for the metrics', () => {
  const counting = () => {
    const registry = createRegistry();
    return { registry, ...keepLog() };
  };

  it('a process tells what it knows, also where a server cannot be asked', async () => {
    const { registry, log, messages } = counting();
    const told = await scrape({ registry, log, measure: () => Promise.reject(new Error('away')) })();
    expect(told).toContain('chimera_nodejs_eventloop_lag_p99_seconds');
    expect(messages).toEqual(['Not all could be measured.']);
  });

  it('it waits for a late server no longer than its asker would, and asks it once', async () => {
    const { registry, log } = counting();
    let asked = 0;
    const never = () => new Promise(() => void (asked += 1));
    const ask = scrape({ registry, log, measure: never, patience: 20 });
    for (let times = 0; times < 3; times += 1) expect(await ask()).toContain('chimera_process_');
    expect(asked).toBe(1);
  });
});

it('what is published is timed by topic, and only what was', async () => {
  const registry = new Registry();
  const { bus, close } = await openSqlite(':memory:');
  const onMetric = busMetrics(registry);
  await withTimedPublish(bus, onMetric).publish('things.events', [{ key: 'a', value: '{}', headers: {} }]);
  const failing = { ...bus, publish: () => Promise.reject(new Error('down')) };
  await expect(withTimedPublish(failing, onMetric).publish('others.events', [])).rejects.toThrow('down');
  const count = (topic: string) => valueIn(registry, 'chimera_bus_publish_seconds_count', { topic });
  expect([await count('things.events'), await count('others.events')]).toEqual([1, undefined]);
  await close();
});

describe('docs/metrics.md', () => {
  const ofNode = /^chimera_(nodejs|process)_/;
  const documented = [
    ...readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(chimera_\w+)` +\| *([^|]*?) *\|/gm),
  ].map(([, name, labels]) => ({ name: name!, labels: labels!.match(/\w+/g) ?? [] }));

  let folder: Awaited<ReturnType<typeof newFolder>>;
  let processes: Process[];
  let told: string;
  beforeAll(async () => {
    folder = await newFolder();
    const port = await freePort();
    const gateway = runWith(folder.path, { PORT: String(port), GATEWAY_KEY: 'ab'.repeat(32) }, ['gateway']);
    const all = await start(folder.path);
    processes = [gateway, all];
    const ask = async (url: string) => (await fetch(`${url}/metrics`)).text();
    const url = `http://localhost:${port}`;
    await until(() => ask(url).then(Boolean, () => false)); // it never gets ready: there are no services
    told = `${await ask(all.url)}\n${await ask(url)}`;
  }, 60_000);
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.signal('SIGKILL')));
    await folder.remove();
  });

  it('names all that a process with everything tells, and a gateway', () => {
    const names = new Set([...told.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name!));
    const ours = [...names].filter((name) => !ofNode.test(name)).sort();
    const listed = documented.map(({ name }) => name);
    expect(listed.filter((name) => !ofNode.test(name)).sort()).toEqual(ours);
    expect(listed.filter((name) => !names.has(name))).toEqual([]);
  });

  it('names the labels of each', () => {
    for (const [, sample, labels = ''] of told.matchAll(/^(chimera_\w+)\{(.*)\}/gm)) {
      const name = sample!.replace(/_(bucket|count|sum)$/, '');
      const listed = documented.find((one) => one.name === sample || one.name === name);
      const given = [...labels.matchAll(/(\w+)="/g)]
        .map(([, label]) => label!)
        .filter((label) => label !== 'le');
      if (listed) expect([name, listed.labels]).toEqual([name, given]);
    }
  });
});
