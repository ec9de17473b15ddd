import type { Hosted } from '../kernel/host.ts';
import { viewName } from '../kernel/projection.ts';
import { PUBLISHED, topicOf } from '../kernel/publisher.ts';
import { groupOf, viewsOf } from '../kernel/run-views.ts';
import type { watchTopics } from './waiting-in-topics.ts';

/** `since`: epoch ms at which the oldest event happened that waits; `sawNone`: told where none does. */
type Waiting = { since(): Promise<number | undefined>; sawNone?(): void };

/** What each follower of a worker has not handled, by the follower's name; asked of the stores. */
export const waitingOf = async (hosted: Hosted, topics: ReturnType<typeof watchTopics>) => {
  const waiting = new Map<string, Waiting>();
  for (const [name, checkpoint] of checkpointsOf(hosted))
    waiting.set(name, { since: () => sinceInLog(hosted, checkpoint) });
  for (const { name, view, follows } of groupsOf(hosted)) {
    const group = await groupOf(hosted, view);
    waiting.set(name, {
      since: () => topics.since(group, follows),
      sawNone: () => topics.sawNone(group),
    });
  }
  return waiting;
};

const checkpointsOf = ({ service, worker }: Hosted): [name: string, checkpoint: string][] => {
  const own = viewsOf({ service, worker }).filter(({ isOwn }) => isOwn);
  return [
    ...own.map(({ projection }): [string, string] => [projection.view, `${viewName(projection)}/tail`]),
    ...Object.keys(worker.reactions).map((name): [string, string] => [
      `reaction.${name}`,
      `reaction/${name}`,
    ]),
    ['publisher', PUBLISHED],
  ];
};

const groupsOf = ({ service, worker }: Hosted) => {
  const fed = viewsOf({ service, worker }).filter(({ topics }) => Object.keys(topics).length > 0);
  const views = fed.map(({ projection, topics }) => ({
    name: `${projection.view}.bus`,
    view: viewName(projection),
    follows: Object.keys(topics),
  }));
  const reactions = Object.entries(worker.follows).flatMap(([source, { reactions = {} }]) =>
    Object.keys(reactions).map((name) => ({
      name: `reaction.${name}`,
      view: `reaction.${name}`,
      follows: [topicOf(source)],
    })),
  );
  return [...views, ...reactions];
};

/** As it was stored: an event that is newer than this build waits as well. */
const sinceInLog = async ({ stores: { viewStore, eventStore } }: Hosted, checkpoint: string) => {
  const [event] = await eventStore.readAll(await viewStore.checkpoint(checkpoint), 1);
  return event && Date.parse(event.at);
};
