import type { Consumer, Subscription } from './event-bus.ts';
import type { Client, OnMetric } from './kafka-client.ts';
import { createDelivery } from './kafka-delivery.ts';
import { translated } from './kafka-errors.ts';
import { joinGroup } from './kafka-member.ts';
import type { Names } from './kafka-names.ts';
import type { Offsets } from './kafka-offsets.ts';
import { watch } from './kafka-watchdog.ts';
import { UnavailableError } from '../domain-error.ts';
import type { Logger } from '../logger.ts';

const SOONEST = 500;
const LATEST = 10_000;
/** Crashes in a row that no outage explains, before the process is given up. */
const TOLERATED = 5;
/** A consumer that has lived so long was well. */
const LONG = 60_000;

type Consuming = {
  createClient(): Client;
  offsets: Offsets;
  names: Names;
  log: Logger;
  onMetric: OnMetric;
  /** Told when crash follows upon crash though Kafka answers: only a new process may help. */
  onFatal(error: Error): void;
  /** How long messages may wait for a consumer that gives nothing to its handler; ms. */
  patience?: number;
};

/** A consumer that is built anew after every crash, and when it has stopped in silence. */
export const consume = (consuming: Consuming, subscription: Subscription): Consumer => {
  const { createClient, names, log, onMetric, onFatal } = consuming;
  const group = names.full(subscription.group);
  const topics = subscription.topics.map(names.full);
  const closing = Promise.withResolvers<void>();
  let isClosing = false;

  /** One life; answers what ended it, and nothing when that is a close. */
  const live = async () => {
    const delivery = createDelivery({ subscription, plain: names.plain, onMetric });
    const member = joinGroup({ client: createClient(), group, topics, delivery, onMetric });
    const watching = watch({ member, delivery, group, topics, ...consuming });
    const reason = await Promise.race([member.ended, watching.stalled, closing.promise]);
    watching.stop();
    await delivery.close();
    await member.leave();
    return reason;
  };

  const supervise = async () => {
    let pause = SOONEST;
    let crashes = 0;
    while (!isClosing) {
      const began = Date.now();
      const reason = await live();
      if (!reason || isClosing) return;
      const error = translated(reason);
      if (Date.now() - began > LONG) [pause, crashes] = [SOONEST, 0];
      if (!(error instanceof UnavailableError) && (crashes += 1) >= TOLERATED) return onFatal(error);
      log.error({ error, group }, 'A consumer has ended; another takes its place.');
      onMetric('consumer_rebuilds', 1, { group });
      await Promise.race([sleep(pause), closing.promise]);
      pause = Math.min(pause * 2, LATEST);
    }
  };

  const supervising = supervise();
  return {
    async close() {
      isClosing = true;
      closing.resolve();
      await supervising;
    },
  };
};

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
