import type { Follows } from './chimera.ts';
import { follow, type Skipped } from './consumer.ts';
import type { Hosted } from './host.ts';
import { topicOf } from './publisher.ts';
import { createReactor } from './reactor.ts';
import { groupOf, type Follower } from './run-views.ts';
import { startTail } from './tail.ts';

/** Each reaction to the service's own log, with a checkpoint of its own. */
export const reactToLog = (hosted: Hosted): Follower[] => {
  const { worker, stores, host } = hosted;
  return Object.entries(worker.reactions).map(([name, reaction]) => {
    const reactor = createReactor({ ...hosted, ...host, name, reaction });
    const checkpoint = `reaction/${name}`;
    const tail = startTail({
      name: `${host.service}.${name}`,
      eventStore: hosted.log.lifted,
      log: host.log,
      checkpoint: () => stores.viewStore.checkpoint(checkpoint),
      async handle(events) {
        await reactor.handle(events);
        const position = events.at(-1)?.position;
        if (position !== undefined) await stores.viewStore.saveCheckpoint({ name: checkpoint, position });
      },
    });
    return { name: `reaction.${name}`, ...tail };
  });
};

/** Each reaction to other services' topics, with a group of its own. */
export const reactToTopics = (hosted: Hosted): Promise<Follower>[] =>
  Object.entries(hosted.worker.follows).flatMap(([source, follows]) =>
    followReactions(hosted, source, follows),
  );

const followReactions = (hosted: Hosted, source: string, { reactions = {}, upcasts }: Follows) =>
  Object.entries(reactions).map(async ([name, reaction]): Promise<Follower> => {
    const { stores, host } = hosted;
    const reactor = createReactor({ ...hosted, ...host, name, reaction });
    const following = await follow({
      bus: host.bus,
      group: await groupOf(hosted, `reaction.${name}`),
      topics: { [topicOf(source)]: upcasts },
      skipped: await stores.rows.open<Skipped>('skipped'),
      log: host.log,
      handle: (events) => reactor.handle(events),
    });
    return { name: `reaction.${name}`, ...following };
  });
