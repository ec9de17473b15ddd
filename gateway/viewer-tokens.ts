import { signViewerToken } from '../kernel/graphql/viewer-token.ts';
import type { Viewer } from '../kernel/graphql/viewer.ts';

/** The value of an Authorization header; at once where it was given before. */
export type ViewerTokens = (viewer: Viewer, subgraph: string) => string | Promise<string>;

type Signed = { header: string | Promise<string>; freshUntil: number };

/** Half of a viewer token's life: no subgraph ever sees one that is about to end. */
const FRESH_MS = 30_000;

/**
 * Signs one token per viewer and subgraph, and gives it again while it is fresh. It is forgotten with the viewer, whom
 * `identity` remembers as one object.
 */
export const createViewerTokens = (gatewayKey: Uint8Array, now = Date.now): ViewerTokens => {
  const known = new WeakMap<Viewer, Map<string, Signed>>();

  const signedFor = (viewer: Viewer, subgraph: string): Signed => {
    const at = now();
    const signing = signViewerToken(viewer, subgraph, gatewayKey, new Date(at));
    const signed: Signed = {
      header: signing.then((token) => (signed.header = `Bearer ${token}`)),
      freshUntil: at + FRESH_MS,
    };
    return signed;
  };

  return (viewer, subgraph) => {
    let ofViewer = known.get(viewer);
    if (!ofViewer) known.set(viewer, (ofViewer = new Map()));
    let signed = ofViewer.get(subgraph);
    if (!signed || signed.freshUntil <= now()) ofViewer.set(subgraph, (signed = signedFor(viewer, subgraph)));
    return signed.header;
  };
};
