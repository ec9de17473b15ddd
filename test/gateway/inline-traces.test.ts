import { readFileSync } from 'node:fs';
import { Trace } from '@apollo/usage-reporting-protobuf';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { localWires } from '../../gateway/wires/local-wire.ts';
import { createReplicas } from '../../gateway/wires/replicas.ts';
import { serveHttp } from '../../kernel/graphql/serve-http.ts';
import { ANONYMOUS } from '../../kernel/graphql/viewer.ts';
import { SUPERGRAPH } from '../../schema/compose.ts';
import { openMarketplace, type Marketplace } from '../marketplace.ts';
import { post, quiet, type Told } from './fakes.ts';

let market: Marketplace;
let gigs: Awaited<ReturnType<typeof serveHttp>>;
const open: Gateway[] = [];
beforeAll(async () => {
  market = await openMarketplace();
  gigs = await serveHttp(market.calls['gigs']!, 0);
});
afterAll(async () => {
  await Promise.all(open.map((gateway) => gateway.close()));
  await gigs.close();
  await market.close();
});

const start = async (production: boolean) => {
  const local = localWires(market.calls);
  const gateway = await createGateway({
    supergraph: readFileSync(SUPERGRAPH, 'utf8'),
    wireOf: (name) =>
      name === 'gigs' ? createReplicas({ urls: [`http://localhost:${gigs.port}/graphql`] }) : local(name),
    gatewayKey: market.gatewayKey,
    identity: { viewerOf: () => ANONYMOUS },
    production,
    log: quiet,
  });
  open.push(gateway);
  return `http://localhost:${await gateway.listen(0)}`;
};

const CATEGORIES = { query: '{ all: categories { name children { name } } }' };
const ASKED = { 'apollo-federation-include-trace': 'ftv1' };
const traceIn = ({ extensions }: Told) =>
  Trace.decode(Buffer.from((extensions as { ftv1: string }).ftv1, 'base64'));

type Field = { responseName?: string | null; child?: Field[] | null };
const named = (node: Field | null | undefined, ...path: string[]): Field | undefined =>
  path.reduce<Field | undefined>(
    (at, name) => at?.child?.find((one) => one.responseName === name),
    node ?? undefined,
  );

describe('who asks for a trace', () => {
  it('gets one of the plan, with what each field of each subgraph took', async () => {
    const { body } = await post(await start(false), CATEGORIES, ASKED);
    const { queryPlan, durationNs } = traceIn(body);
    expect(queryPlan!.fetch).toMatchObject({ serviceName: 'gigs', traceParsingFailed: false });
    const { root, durationNs: below } = queryPlan!.fetch!.trace!;
    expect(named(root, 'all')).toMatchObject({
      originalFieldName: 'categories',
      parentType: 'Query',
      type: expect.stringContaining('Category'),
    });
    expect(below).toBeGreaterThan(0);
    expect(durationNs).toBeGreaterThan(below!);
    expect(body.data).toEqual((await post(await start(false), CATEGORIES)).body.data);
  });

  it('gets none unasked, and none in production', async () => {
    expect((await post(await start(false), CATEGORIES)).body.extensions).toBeUndefined();
    expect((await post(await start(true), CATEGORIES, ASKED)).body.extensions).toBeUndefined();
  });
});
