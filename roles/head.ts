import { setTimeout as sleep } from 'node:timers/promises';
import { serveHttp, type Pages } from '../kernel/graphql/serve-http.ts';
import type { SubgraphCall } from '../kernel/graphql/subgraph-call.ts';
import { hostService, type Ground, type Hosted } from '../kernel/host.ts';
import type { Logger } from '../kernel/logger.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import type { Config, ServiceName } from './config.ts';
import { openGround, refused } from './ground.ts';
import { closeOnSignal, expectFreePort } from './lifecycle.ts';
import { operatorPages } from './operator-pages.ts';
import { missingViews } from './readiness.ts';

/** What a head of a service does once its stores are open. */
export type Head = {
  /** Absent in a worker. */
  call?: SubgraphCall;
  pages?: Pages;
  /** Before the metrics are read. */
  measure?(): Promise<unknown>;
  close(): Promise<void>;
};

/** Callers get so long to see that it is not ready any more, and to leave. */
const GRACE = 500;

/** One head of one service, in a process of its own: answers for its health from the first moment on. */
export const runHead = async (
  config: Config,
  log: Logger,
  { service, open }: { service: ServiceName; open(hosted: Hosted): Promise<Head> },
) => {
  await expectFreePort(config.port);
  let head: Head | undefined;
  let ground: Ground | undefined;
  let missing = async (): Promise<string[]> => ['MongoDB and Kafka'];
  const metrics = async () => {
    await head?.measure?.();
    return ground ? ground.registry.metrics() : '';
  };
  const call: SubgraphCall = async (request) => (head?.call ? head.call(request) : notNow);
  const pages: Pages = operatorPages(() => missing(), metrics);
  const server = await serveHttp(call, config.port, pages);
  closeOnSignal(async () => {
    missing = async () => ['it is closing'];
    server.drain();
    await sleep(GRACE);
    await server.close();
    await head?.close();
    await ground?.infrastructure.close();
  }, log);

  try {
    ground = await openGround(config, log);
    const hosted = await hostService(ground, subgraphs[service]!);
    missing = await missingViews(hosted);
    head = await open(hosted);
    Object.assign(pages, head.pages);
  } catch (error) {
    throw refused(error);
  }
  return { port: server.port, missing: () => missing() };
};

const notNow = { status: 503, headers: {}, body: {} };
