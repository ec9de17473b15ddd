import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAnswers } from './answers.ts';
import { given, tell } from './child.ts';
import type { Told } from './made-up.ts';
import { createRawServer } from './raw-server.ts';
import { TROUBLED, troubled, TROUBLES, type Trouble } from './troubles.ts';

/** What a gateway asked for; calls of one stage were in flight at once. */
export type Call = { subgraph: string; head: string; body: string; stage: number };

/**
 * A process that plays all four subgraphs, too fast to be what a gateway waits for. It sends their URLs when it is
 * ready. Told to record, it sends what it was asked for when it is told to stop; told of a trouble, one is in it.
 */
const NAMES = ['gigs', 'orders', 'ratings', 'users'];
/** Milliseconds: what is asked for at once comes in before the first of it is answered. */
const TOGETHER = 50;

let recorded: Call[] | undefined;
let stage = 0;
let trouble: Trouble | undefined;

const record = async (call: Omit<Call, 'stage'>) => {
  const mine = stage;
  recorded!.push({ ...call, stage: mine });
  await sleep(TOGETHER);
  if (stage === mine) stage += 1; // what comes from now on has waited for an answer
};

const listen = async (subgraph: string, told: Told) => {
  const answerTo = createAnswers(new URL(`../../schema/${subgraph}.graphql`, import.meta.url), told);
  const server = createRawServer((head, bytes) => {
    const body = bytes.toString();
    if (trouble && subgraph === TROUBLED) return troubled(trouble);
    const answer = answerTo(body);
    return recorded ? record({ subgraph, head, body }).then(() => answer) : answer;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [subgraph, `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`];
};

process.on('message', (told) => {
  if (told === 'stop') tell(recorded);
  trouble = TROUBLES.find((one) => one === told);
  recorded = told === 'record' ? [] : undefined;
  stage = 0;
});
const told = await given<Told>();
tell(Object.fromEntries(await Promise.all(NAMES.map((name) => listen(name, told)))));
