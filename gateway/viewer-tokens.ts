import { remember } from '../kernel/graphql/remember.ts';
import { signViewerToken } from '../kernel/graphql/viewer-token.ts';
import type { Viewer } from '../kernel/graphql/viewer.ts';

export type ViewerTokens = (viewer: Viewer, subgraph: string) => Promise<string>;

/** Half of a viewer token's life: no subgraph ever sees one that is about to end. */
const FRESH_MS = 30_000;

/** Signs one token per viewer and subgraph, and gives it again while it is fresh. */
export const createViewerTokens = (gatewayKey: Uint8Array): ViewerTokens => {
  const known = remember<{ token: Promise<string>; freshUntil: number }>(10_000);

  return (viewer, subgraph) => {
    const key = JSON.stringify([subgraph, viewer.id, viewer.isStaff]);
    const now = Date.now();
    const found = known.get(key);
    if (found && found.freshUntil > now) return found.token;
    const token = signViewerToken(viewer, subgraph, gatewayKey, new Date(now));
    return known.set(key, { token, freshUntil: now + FRESH_MS }).token;
  };
};
