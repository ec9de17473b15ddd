import type { Hosted } from '../../kernel/host.ts';
import { groupOf } from '../../kernel/run-views.ts';
import { ConfigError } from '../config.ts';
import { filledMark } from '../filling.ts';

/**
 * Views that are ahead of the own log, of whichever build, have seen events which nobody will see again: they are
 * emptied, to be filled anew. Reactions that are ahead go on from its end.
 */
export const rewound = async ({ worker, stores: { viewStore } }: Hosted, end: number) => {
  const refilled: string[] = [];
  let furthest = 0;
  const isAhead = async (name: string) => {
    const position = await viewStore.checkpoint(name);
    furthest = Math.max(furthest, position);
    return position > end;
  };
  for (const name of await viewStore.views()) {
    if (!(await isAhead(`${name}/tail`))) continue;
    await viewStore.drop(name);
    for (const mark of [`${name}/tail`, filledMark(name)])
      await viewStore.saveCheckpoint({ name: mark, position: 0 });
    refilled.push(name);
  }
  for (const reaction of Object.keys(worker.reactions)) {
    const name = `reaction/${reaction}`;
    if (await isAhead(name)) await viewStore.saveCheckpoint({ name, position: end });
  }
  return { refilled, furthest };
};

/** Forgets where every group of a service stands: views and reactions begin at offset 0, and know what they did. */
export const begunAgain = async (hosted: Hosted): Promise<number> => {
  const groups = await groupsOf(hosted);
  await forgetAll(hosted, groups);
  return groups.length;
};

/** The same for those that follow one topic, among them views of other builds. */
export const begunAgainAfter = async (hosted: Hosted, source: string): Promise<number> => {
  const groups = await groupsOf(hosted, source);
  await forgetAll(hosted, groups);
  return groups.length;
};

const groupsOf = async (hosted: Hosted, source?: string): Promise<string[]> => {
  const { stores, worker } = hosted;
  const follows = Object.entries(worker.follows).filter(([name]) => source === undefined || name === source);
  const reactions = follows.flatMap(([, followed]) => Object.keys(followed.reactions ?? {}));
  const views = follows.length > 0 || source === undefined ? await stores.viewStore.views() : [];
  const names = [...views, ...reactions.map((name) => `reaction.${name}`)];
  return Promise.all(names.map((name) => groupOf(hosted, name)));
};

/** The bus refuses while a group has members: they would go on from where they are, and save it again. */
const forgetAll = async ({ host: { bus, service } }: Hosted, groups: string[]) => {
  const results = await Promise.allSettled(groups.map((group) => bus.forget(group)));
  const failed = results.findIndex(({ status }) => status === 'rejected');
  if (failed < 0) return;
  const { reason } = results[failed] as PromiseRejectedResult;
  throw new ConfigError(
    `The place of ${groups[failed]} cannot be forgotten (${(reason as Error).message}): stop every ${service}.worker ` +
      `first, and begin again.`,
  );
};
