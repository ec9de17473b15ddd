import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import { fetch } from 'undici'; // loaded anyway: node's own fetch would load a second copy

const EVERY = 1_000;
const TIMEOUT = 2_000;

export type SubgraphWatch = {
  isReady(url: string): boolean;
  /** Subgraphs of which no address has ever been ready. */
  awaited(): string[];
  /** By subgraph, how many of its addresses are ready. */
  ready(): Record<string, number>;
  close(): Promise<void>;
};

/** Asks each address of each subgraph, every second, whether it is ready. */
export const watchSubgraphs = (urls: Record<string, string[]>, registry: Registry): SubgraphWatch => {
  const closing = new AbortController();
  const readyUrls = new Set<string>();
  const seen = new Set<string>();
  const gauge = new Gauge({
    name: 'chimera_subgraph_ready',
    help: 'Addresses of a subgraph that are ready.',
    labelNames: ['subgraph'],
    registers: [registry],
  });

  const ask = async (subgraph: string, url: string) => {
    if (!(await isReady(url, closing.signal))) return void readyUrls.delete(url);
    readyUrls.add(url);
    seen.add(subgraph);
  };
  const counts = () =>
    Object.fromEntries(
      Object.entries(urls).map(([name, all]) => [name, all.filter((url) => readyUrls.has(url)).length]),
    );
  const run = async () => {
    while (!closing.signal.aborted) {
      await Promise.all(Object.entries(urls).flatMap(([name, all]) => all.map((url) => ask(name, url))));
      for (const [subgraph, count] of Object.entries(counts())) gauge.set({ subgraph }, count);
      await sleep(EVERY, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const running = run();

  return {
    isReady: (url) => readyUrls.has(url),
    awaited: () => Object.keys(urls).filter((name) => !seen.has(name)),
    ready: counts,
    async close() {
      closing.abort();
      await running;
    },
  };
};

const isReady = async (url: string, signal: AbortSignal): Promise<boolean> => {
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    const response = await fetch(`${url}/health/ready`, { signal: within });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};
