import { setTimeout as sleep } from 'node:timers/promises';
import { serveHttp, type Pages } from '../kernel/graphql/serve-http.ts';
import type { SubgraphCall, SubgraphRequest } from '../kernel/graphql/subgraph-call.ts';
import { UnavailableError } from '../kernel/domain-error.ts';
import { hostService, type Hosted } from '../kernel/host.ts';
import type { Infrastructure } from '../kernel/infrastructure.ts';
import type { Logger } from '../kernel/logger.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import type { Config, ServiceName } from './config.ts';
import { openGroundOnce } from './ground.ts';
import { openFilling, type Filling } from './filling.ts';
import { closeOnSignal, expectFreePort } from './lifecycle.ts';
import { withTimedCommands } from './command-metrics.ts';
import { createRegistry, scrape } from './metrics.ts';
import { expectNoLostCommits } from './operations/lost-commits.ts';
import { operatorPages } from './operator-pages.ts';
import { whenThere } from './patience.ts';
import { announce, type Announced } from './operations/running-builds.ts';
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

type Answering = (request: SubgraphRequest) => ReturnType<SubgraphCall> | undefined;

type Heading = {
  service: ServiceName;
  /** It serves, though it is not ready, while Kafka cannot be asked how far its views are. */
  worksWithoutBus?: boolean;
  open(hosted: Hosted): Promise<Head>;
};

/**
 * One head of one service, in a process of its own: answers for its health from the first moment on, and waits for
 * its servers. Resolves with its port when it is ready.
 */
export const runHead = async (config: Config, log: Logger, heading: Heading): Promise<number> => {
  await expectFreePort(config.port);
  const registry = createRegistry();
  let head: Head | undefined;
  let filling: Filling | undefined;
  let announced: Announced | undefined;
  let infrastructure: Infrastructure | undefined;
  let isClosing = false;
  let missing = async () => ['MongoDB', 'Kafka'];
  const onMissing = (server: string) => (missing = async () => [server]);
  const metrics = scrape({ registry, measure: async () => head?.measure?.(), log });
  const pages = operatorPages(async () => (isClosing ? ['it is closing'] : missing()), metrics);
  const answered: Answering = (request) => (filling?.isDone() ? head?.call?.(request) : undefined);
  const server = await serveHttp(async (request) => answered(request) ?? notNow, config.port, pages);

  closeOnSignal(
    async () => {
      isClosing = true;
      server.drain();
      await sleep(head?.call ? config.drainSeconds * 1_000 : 0);
      await server.close();
      await head?.close();
      await announced?.close();
      await infrastructure?.close();
    },
    log,
    config.drainSeconds,
  );

  const open = async () => {
    const withoutBus = heading.worksWithoutBus ?? false;
    const ground = await openGroundOnce(config, log, { registry, withoutBus });
    try {
      const hosted = withTimedCommands(await hostService(ground, subgraphs[heading.service]!));
      await expectNoLostCommits(hosted).catch((error) => {
        if (!withoutBus || !(error instanceof UnavailableError)) throw error; // asked again when Kafka is there
      });
      announced = await announce(hosted);
      filling = await openFilling(hosted);
      const opened = await heading.open(hosted);
      infrastructure = ground.infrastructure;
      Object.assign(pages, opened.pages);
      head = opened;
      return hosted;
    } catch (error) {
      await announced?.close();
      announced = undefined;
      await ground.infrastructure.close();
      throw error;
    }
  };
  const hosted = await whenThere(open, { config, log, onMissing });
  const look = async () => {
    await expectNoLostCommits(hosted);
    return missingViews(hosted, filling!);
  };
  // Who works without Kafka goes on for as long as it is away.
  const patience = heading.worksWithoutBus ? { ...config, startTimeout: 0 } : config;
  missing = await whenThere(look, { config: patience, log, onMissing });
  while (!isClosing && (await missing()).length > 0) await sleep(AGAIN);
  return server.port;
};

const AGAIN = 100;
const notNow = { status: 503, headers: {}, body: {} };
