import type { Hosted } from '../kernel/host.ts';
import { viewName } from '../kernel/projection.ts';
import { viewsOf } from '../kernel/run-views.ts';

/** Noted beside a view's checkpoints when it had reached for the first time what was there at a start. */
export const filledMark = (view: string) => `${view}/filled`;

export type Filling = {
  /** Was every view of the service filled once? */
  isDone(): boolean;
  /** Notes it, where it was not noted yet. */
  reached(view: string): Promise<void>;
};

/**
 * A view that is new, or whose store was lost, says of what is there that it is not: until it was filled once
 * nobody answers from it. After that it only lags, as views do.
 */
export const openFilling = async (hosted: Hosted): Promise<Filling> => {
  const { viewStore } = hosted.stores;
  const never = new Set<string>();
  for (const { projection } of viewsOf(hosted)) {
    const view = viewName(projection);
    if ((await viewStore.checkpoint(filledMark(view))) === 0) never.add(view);
  }
  return {
    isDone: () => never.size === 0,
    async reached(view) {
      if (!never.has(view)) return;
      await viewStore.saveCheckpoint({ name: filledMark(view), position: 1 });
      never.delete(view);
    },
  };
};
