import type { GatewayContext } from '../context.ts';
import type { Receiver, WireResponse } from '../wires/wire.ts';
import { hashOfEnd } from './hash.ts';

const SLOTS = 4_096;

/**
 * How many mutations of each viewer have ended, for all subgraphs together: what one has written, the others read of.
 * Viewers who share a slot, as all anonymous ones do, pay for each other's mutations with a call that might have been
 * shared. Numbers in place, and not a Map: see `watch.ts`.
 */
const ended = new Uint32Array(SLOTS);

/** A query that was asked when there were fewer may have been read before the last one. */
export const writesOf = (context: GatewayContext): number => ended[slotOf(context)]!;

/** Of a mutation: counts it before its asker is told that it has ended. One that has failed may have been done. */
export class Writing implements Receiver {
  private readonly slot: number;
  private readonly receiver: Receiver;

  constructor(context: GatewayContext, receiver: Receiver) {
    this.slot = slotOf(context);
    this.receiver = receiver;
  }

  answered(response: WireResponse) {
    ended[this.slot]! += 1;
    this.receiver.answered(response);
  }

  failed(error: unknown) {
    ended[this.slot]! += 1;
    this.receiver.failed(error);
  }
}

/** Whom we do not know the subgraphs may know, by a token that is passed on. Not by ours: each gets another one. */
const slotOf = ({ viewer, clientHeaders }: GatewayContext): number => {
  const hash = hashOfEnd(viewer.id ?? clientHeaders?.authorization ?? '', 0);
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
};
