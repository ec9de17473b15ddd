import { goal, percentile, say } from '../figures.ts';
import { PAGES, type Page } from './pages.ts';
import type { Result } from './rounds.ts';
import type { Target } from './targets.ts';

/** Stock's CPU per request, in multiples of ours. */
const GOALS: Record<Page, number> = { storefront: 14, gigPage: 13, heavy: 35, unseen: 15 };
/** Ours, in multiples of the floor. */
const MOST_OF_FLOOR = 1.3;

/** Says the medians of the rounds; answers what they are to one another. */
export const sayResults = (results: Result[], targets: readonly Target[]) => {
  const of = (target: Target, page: Page) => medians(results.filter(isOf(target, page)));
  const stock = (page: Page) => of('stock', page).cpu / of('ours', page).cpu;
  const floor = (page: Page) => of('ours', page).cpu / of('floor', page).cpu;

  for (const page of PAGES) {
    for (const target of targets) sayOne(`${page}, ${target}`, of(target, page), of('stock', page).cpu);
    say(
      `gateway: ${page}`,
      `stock is ${stock(page).toFixed(1)} × ours${goal(stock(page) >= GOALS[page], `>= ${GOALS[page]} ×`)}, ` +
        `ours ${floor(page).toFixed(2)} × the floor${goal(floor(page) <= MOST_OF_FLOOR, `<= ${MOST_OF_FLOOR} ×`)}`,
    );
  }
  return { node: process.versions.node, stock: byPage(stock), floor: byPage(floor) };
};

const isOf = (target: Target, page: Page) => (result: Result) =>
  result.target === target && result.page === page;

const medians = (rounds: Result[]) => {
  const median = (of: (result: Result) => number) => percentile(rounds.map(of), 0.5);
  return {
    cpu: median(({ cpu }) => cpu),
    perSecond: median(({ perSecond }) => perSecond),
    p50: median(({ took }) => percentile(took, 0.5)),
    p99: median(({ took }) => percentile(took, 0.99)),
  };
};

const sayOne = (name: string, { cpu, perSecond, p50, p99 }: ReturnType<typeof medians>, stock: number) =>
  say(
    `gateway: ${name}`,
    `${String(Math.round(cpu)).padStart(6)} µs CPU a request (stock is ${(stock / cpu).toFixed(1)} ×), ` +
      `${Math.round(perSecond)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  );

const byPage = (of: (page: Page) => number) =>
  Object.fromEntries(PAGES.map((page) => [page, Math.round(of(page) * 100) / 100]));
