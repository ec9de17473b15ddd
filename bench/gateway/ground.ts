import { isDeepStrictEqual } from 'node:util';
import type { Floor } from './floor.ts';
import { askOnce } from './generator.ts';
import { operationOf, PAGES, type Page } from './pages.ts';
import { OTHER_CORE, start, type Started } from './processes.ts';
import { createMembers, requestOf } from './requests.ts';
import type { Call } from './subgraphs.ts';
import { startTarget, type Ground, type Target } from './targets.ts';

export const CONNECTIONS = 50;

/** `answers`: stock's, which all others must give. */
export type Standing = { ground: Ground; answers: Record<Page, Buffer> };

/** Each connection is another member's: no fetch is shared. */
export const openSubgraphs = async ({ members, textTimes = 1 }: { members: number; textTimes?: number }) => {
  const subgraphs = await start<Record<string, string>>({
    file: 'subgraphs.ts',
    core: OTHER_CORE,
    given: { textTimes },
  });
  const ground: Ground = { urls: subgraphs.ready, members: await createMembers(members) };
  return { subgraphs, ground };
};

/** Subgraphs and members, and what was found out with them: whether ours answers as stock does, and by what calls. */
export const openGround = async () => {
  const { subgraphs, ground } = await openSubgraphs({ members: CONNECTIONS });
  const stock = await answersOf('stock', ground, subgraphs);
  const ours = await answersOf('ours', ground, subgraphs);
  const floor = Object.fromEntries(
    PAGES.map((page) => [page, { calls: ours[page].calls, answer: ours[page].answer.toString('base64') }]),
  ) as Floor;
  const answers = Object.fromEntries(PAGES.map((page) => [page, stock[page].answer])) as Standing['answers'];
  return { ground: { ...ground, floor }, answers, close: subgraphs.end };
};

type Answered = { answer: Buffer; calls: Call[] };

const answersOf = async (target: Target, ground: Ground, subgraphs: Started<unknown>) => {
  const gateway = await startTarget(target, ground);
  const answers: Partial<Record<Page, Answered>> = {};
  try {
    for (const page of PAGES) {
      const ask = () =>
        askOnce(
          gateway.ready,
          requestOf('/graphql', ground.members.tokens[0]!, JSON.stringify(operationOf(page))),
        );
      await ask(); // planned, and remembered by the subgraphs
      subgraphs.tell('record');
      const answer = await ask();
      answers[page] = { answer, calls: await subgraphs.asked<Call[]>('stop') };
    }
  } finally {
    await gateway.end();
  }
  return answers as Record<Page, Answered>;
};

/** In data: spaces may differ. */
export const expectEqual = (name: string, stock: Buffer, ours: Buffer) => {
  const [expected, got] = [stock, ours].map((answer) => JSON.parse(answer.toString()) as { data?: object });
  if (!expected?.data || !isDeepStrictEqual(got, expected))
    throw new Error(`Expected stock's answer from ${name}: ${stock}, got ${ours}`);
};
