import { AsyncLocalStorage } from 'node:async_hooks';
import type { Viewer } from '../kernel/graphql/viewer.ts';

/** Everything of one request to the gateway. */
export type GatewayContext = {
  viewer: Viewer;
  requestId: string;
  /** The client's W3C trace context: commands carry it on. */
  traceparent?: string | undefined;
  /** The client's Cookie header: only the session's subgraph gets it. */
  cookie: string | undefined;
  /** Set-Cookie headers for the client, as that subgraph gave them. */
  setCookies: string[];
};

/** Apollo formats errors without their context; this tells which request they belong to. */
export const currentRequest = new AsyncLocalStorage<{ requestId: string }>();

export const currentRequestId = () => currentRequest.getStore()?.requestId ?? 'none';
