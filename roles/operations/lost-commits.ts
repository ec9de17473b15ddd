import type { Hosted } from '../../kernel/host.ts';
import { PUBLISHED, topicOf } from '../../kernel/publisher.ts';
import { ConfigError } from '../config.ts';
import { beginsWith, lastPositionOf, reaches } from './topic.ts';

/**
 * What a role asks before it serves: a log that was restored from an older backup, or lost, would give numbers
 * again that its topic knows already; a topic that was lost would go on without its beginning. ConfigError names
 * what mends it.
 */
export const expectNoLostCommits = async ({ stores, host }: Pick<Hosted, 'stores' | 'host'>) => {
  const { service, bus } = host;
  const topic = topicOf(service);
  // In this order: while others work, what is asked later has gone on further.
  const published = await stores.viewStore.checkpoint(PUBLISHED);
  const onTopic = await lastPositionOf(bus, topic);
  const inLog = await stores.eventStore.end();
  const known = Math.max(published, onTopic);
  if (known > inLog)
    throw new ConfigError(
      `The log of ${service} ends at position ${inLog}, but ${topic} has had up to ${known}: it was lost, or ` +
        `restored from an older backup. Run npm run recover ${service}.`,
    );
  if (published === 0) return;
  // Old events that were sent once more may be all that is near its end.
  if (onTopic < published && !(await reaches(bus, topic, published)))
    throw new ConfigError(
      `The log of ${service} was published up to position ${published}, but ${topic} ends at ${onTopic}: the topic ` +
        `was lost. Run npm run republish ${service}.`,
    );
  // Who found no topic has made it again, and the publisher went on.
  if (!(await beginsWith(bus, topic, FIRST)))
    throw new ConfigError(
      `${topic} does not begin with position ${FIRST}, as the log of ${service} does: it was lost, and written on. ` +
        `Run npm run republish ${service} -- --anew.`,
    );
};

/** Of every log: the first event of the first commit. */
const FIRST = 1_000;
