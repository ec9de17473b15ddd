import { GraphQLError } from 'graphql';
import type { Log } from '../log.ts';
import { WireError } from '../wires/wire.ts';

/** Lines of one subgraph in a second. */
const MOST = 10;
const SECOND = 1_000;

/**
 * Says in the log what was wrong with a subgraph's answer, and how many such lines were left out since the last one:
 * of an outage all are alike, and each takes a tenth of a request's time. What clients are not told is always said.
 */
export const createComplaints = (
  { name, log }: { name: string; log: Log },
  now = () => performance.now(),
) => {
  let began = -Infinity;
  let lines = 0;
  let leftOut = 0;
  return (error: unknown, requestId: string) => {
    const isTold = error instanceof WireError || error instanceof GraphQLError;
    if (now() - began >= SECOND) [began, lines] = [now(), 0];
    if (isTold && lines >= MOST) return void (leftOut += 1);
    lines += 1;
    log.warn({ error, subgraph: name, requestId, leftOut }, 'A subgraph did not answer as it should.');
    leftOut = 0;
  };
};
