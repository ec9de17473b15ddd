import { askOnce, load, type Aim } from './generator.ts';
import { CONNECTIONS, expectEqual, type Standing } from './ground.ts';
import { PAGES, type Page } from './pages.ts';
import type { Started } from './processes.ts';
import { requestsFor } from './requests.ts';
import { pathOf, startTarget, type Target } from './targets.ts';

/** `cpu`: microseconds per request. `took`: milliseconds of each request. */
export type Result = { target: Target; page: Page; cpu: number; perSecond: number; took: number[] };

/** All pages of a target, in a fresh process: each is warmed up, then measured for so many seconds. */
export const measure = async (
  target: Target,
  { ground, answers }: Standing,
  seconds: number,
): Promise<Result[]> => {
  const gateway = await startTarget(target, ground);
  const results: Result[] = [];
  try {
    for (const page of PAGES) {
      const next = requestsFor(page, pathOf(target, page), ground.members);
      const answer = await askOnce(gateway.ready, next(0));
      expectEqual(`${target}, ${page}`, answers[page], answer);
      const aim = { port: gateway.ready, next, length: answer.length };
      await warmUp(gateway, aim, page === PAGES[0] ? seconds * FIRST : seconds);
      const before = gateway.cpu();
      const { took, milliseconds } = await load(aim, {
        connections: CONNECTIONS,
        milliseconds: seconds * 1_000,
      });
      const cpu = (gateway.cpu() - before) / took.length;
      results.push({ target, page, cpu, perSecond: (1_000 * took.length) / milliseconds, took });
    }
    if (target === 'ours') await expectNoHandOvers(gateway.ready);
  } finally {
    await gateway.end();
  }
  return results;
};

/** The first page warms up what all share. */
const FIRST = 2;
/** Where others use its core, too, it takes longer, but not without end. */
const LONGEST = 1.25;
const PIECE = 250;

/** What is compiled depends on how long a process has run: each gets as many seconds of its core. */
const warmUp = async (gateway: Started<number>, aim: Aim, seconds: number) => {
  const [before, until] = [gateway.cpu(), performance.now() + LONGEST * seconds * 1_000];
  while (gateway.cpu() - before < seconds * 1e6 && performance.now() < until)
    await load(aim, { connections: CONNECTIONS, milliseconds: PIECE });
};

/** Not one of these pages may need Apollo's executor. */
const expectNoHandOvers = async (port: number) => {
  const metrics = (await askOnce(port, GET_METRICS)).toString();
  const some = /^chimera_hand_overs_total\{.*\} [^0].*$/m.exec(metrics);
  if (some) throw new Error(`Expected no hand-over, got ${some[0]}.`);
};

const GET_METRICS = Buffer.from('GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n');

/** Each round begins with another one, so that none always has the quiet minute. */
export const turned = <T>(all: readonly T[], round: number): T[] => {
  const by = round % all.length;
  return [...all.slice(by), ...all.slice(0, by)];
};
