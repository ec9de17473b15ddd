/** Names tell their units. */
export type Figures = Record<string, number>;

const all: Figures = {};
const WIDTH = 40;

/** One aligned line; its figures are kept for the last line of the run. */
export const say = (name: string, text: string, figures: Figures = {}) => {
  console.log(`${name.padEnd(WIDTH)} ${text}`);
  for (const [key, value] of Object.entries(figures)) all[key] = Math.round(value * 100) / 100;
};

/** All figures of the run as one line of JSON, for programs. */
export const sayAll = () => console.log(JSON.stringify(all));

/** What a line says at its end; timing on shared cores fails no run. */
export const goal = (isMet: boolean, text: string) => (isMet ? '' : `  MISSED goal ${text}`);

/** Of milliseconds, sorted or not: the value below which a share of them lies. */
export const percentile = (values: number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

export const p50p99 = (values: number[]) =>
  `p50 ${percentile(values, 0.5).toFixed(1)} ms, p99 ${percentile(values, 0.99).toFixed(1)} ms`;

export const figuresOf = (name: string, values: number[]): Figures => ({
  [`${name}_p50_ms`]: percentile(values, 0.5),
  [`${name}_p99_ms`]: percentile(values, 0.99),
});

export const perSecond = (count: number, milliseconds: number) => Math.round(count / (milliseconds / 1_000));

/** Runs `work` so many times, `atOnce` at a time; answers how long each took and all together, in ms. */
export const load = async (count: number, atOnce: number, work: (i: number) => Promise<unknown>) => {
  const took: number[] = [];
  let next = 0;
  const started = performance.now();
  const one = async () => {
    for (let i = next++; i < count; i = next++) {
      const before = performance.now();
      await work(i);
      took.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return { took, milliseconds: performance.now() - started };
};

/** What a load came to, in one line: `what` a second, and how long each took. `key` begins the names of its figures. */
export const sayLoad = (
  name: string,
  { what, key }: { what: string; key: string },
  { took, milliseconds }: Awaited<ReturnType<typeof load>>,
) => {
  const rate = perSecond(took.length, milliseconds);
  const figures = { [`${key}_per_second`]: rate, ...figuresOf(key, took) };
  say(name, `${rate} ${what}/s, ${p50p99(took)}`, figures);
};
