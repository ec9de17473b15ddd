import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '../kernel/graphql/viewer.ts';
import type { Client } from './door/client.ts';
import type { Received } from './subgraph/received.ts';
import type { Trace } from './tracing.ts';
import type { Leaving } from './wires/wire.ts';

/** Everything of one request to the gateway. */
export type GatewayContext = {
  viewer: Viewer;
  requestId: string;
  client?: Client | undefined;
  /** The client's W3C trace context: commands carry it on. */
  traceparent?: string | undefined;
  /** Where spans are made. */
  trace?: Trace | undefined;
  /** Subgraphs are to tell what each of their fields took. */
  includesTrace?: boolean;
  /** The client's Cookie header: only the session's subgraph gets it. */
  cookie: string | undefined;
  /** What rules of headers may pass on; nothing else may read it. */
  clientHeaders?: IncomingHttpHeaders | undefined;
  /** Set-Cookie headers for the client, as that subgraph gave them. */
  setCookies: string[];
  /** Aborted when the client has left: what is asked for it ends. */
  signal?: Leaving | undefined;
  /** On the clock of performance.now(): no subgraph is waited for after it. */
  deadline?: number | undefined;
  /** Told what reading, checking and planning the operation took of our own time: its viewer pays for what is long. */
  onWork?: ((milliseconds: number) => void) | undefined;
  /** What the subgraphs have answered until now, where Apollo's executor may take over. */
  received?: Received | undefined;
};

/** Apollo formats errors without their context; this tells which request they belong to. */
export const currentRequest = new AsyncLocalStorage<{ requestId: string }>();

export const currentRequestId = () => currentRequest.getStore()?.requestId ?? 'none';
