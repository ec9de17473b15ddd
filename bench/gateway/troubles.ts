import { setTimeout as sleep } from 'node:timers/promises';

/** What may be wrong with a subgraph. */
export const TROUBLES = ['down', 'slow', 'garbage', 'half'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** The one that is in trouble when the bench says so. */
export const TROUBLED = 'ratings';
/** Milliseconds: longer than anyone waits for a page. */
const SLOW = 5_000;

const answerOf = (body: string) =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );

const GARBAGE = answerOf('<html><body>Welcome to nginx!</body></html>');
const HALF = answerOf('{"data":{"_entities":[{"average":4.');

/** Undefined: the connection ends. */
export const troubled = async (trouble: Trouble): Promise<Uint8Array | undefined> => {
  if (trouble === 'down') return undefined;
  if (trouble === 'slow') await sleep(SLOW);
  return trouble === 'half' ? HALF : GARBAGE;
};
