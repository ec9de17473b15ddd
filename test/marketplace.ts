import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import { ManualClock } from '../kernel/clock.ts';
import type { Viewer } from '../kernel/graphql/viewer.ts';
import { signViewerToken } from '../kernel/graphql/viewer-token.ts';
import type { Ground, Subgraph } from '../kernel/host.ts';
import { createIds } from '../kernel/ids.ts';
import { openSqlite } from '../kernel/infrastructure.ts';
import type { Logger } from '../kernel/logger.ts';
import { runAll } from '../roles/run-all.ts';
import { subgraphs as all } from '../subgraphs/subgraphs.ts';

/** What a test did not expect is printed; tests that provoke errors pass a log of their own. */
export const testLog: Logger = {
  info: () => {},
  warn: () => {},
  error: (fields, message) => console.error(message, fields),
};

// The answer of a query in a test: its shape is what the test asserts.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = { data?: any; errors?: { message: string; extensions: { code: string } }[] };

type Options = { folder?: string; subgraphs?: Record<string, Subgraph>; clock?: ManualClock; log?: Logger };

/** The services of a test, in this process, in memory, with a clock that the test owns. No ports, no mocks. */
export const openMarketplace = async (options: Options = {}) => {
  const { folder = ':memory:', subgraphs = all, log = testLog } = options;
  const clock = options.clock ?? new ManualClock('2026-01-15T12:00:00.000Z');
  const gatewayKey = randomBytes(32);
  const ground: Ground = {
    infrastructure: await openSqlite(folder),
    clock,
    ids: createIds(clock),
    log,
    registry: new Registry(),
    build: 'test',
  };
  const running = await runAll(ground, subgraphs, [gatewayKey]);

  /** Asks one subgraph as the gateway would, for this viewer. */
  const ask = async (
    viewer: Viewer,
    subgraph: string,
    query: string,
    variables: object = {},
  ): Promise<Answer> => {
    const token = await signViewerToken(viewer, subgraph, gatewayKey, new Date());
    const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'req_test' };
    const { body } = await running.calls[subgraph]!({ query, variables: { ...variables }, headers });
    return JSON.parse(JSON.stringify(body)) as Answer;
  };

  return { ...running, clock, ground, gatewayKey, ask };
};

export type Marketplace = Awaited<ReturnType<typeof openMarketplace>>;

export const asMember = (id: string): Viewer => ({ id, isStaff: false });
export const asStaff = (id = 'usr_staff'): Viewer => ({ id, isStaff: true });
export const anonymous: Viewer = { id: null, isStaff: false };
