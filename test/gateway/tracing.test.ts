import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { createTracing } from '../../gateway/tracing.ts';
import { closeGateways, post, startGateway, type Started } from './fakes.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
let gateway: Started;
beforeAll(async () => {
  provider.register();
  gateway = await startGateway({ tracing: createTracing() });
});
beforeEach(() => exporter.reset());
afterAll(async () => {
  await closeGateways();
  await provider.shutdown();
});

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TITLE = { query: 'query Title { gig(id: "gig_1") { title stars } }' };

const spans = () =>
  exporter.getFinishedSpans().map((span) => {
    const { traceId, spanId } = span.spanContext();
    return { name: span.name, traceId, spanId, above: span.parentSpanId, status: span.status.code };
  });
const named = (name: string) => spans().filter((span) => span.name === name);

describe('a request’s spans', () => {
  it('are its own, below the client’s, and below it the plan, when it is made, and each fetch', async () => {
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    await post(gateway.url, TITLE, { traceparent });
    const [request] = named('Title');
    expect(request).toMatchObject({ traceId: TRACE, above: '00f067aa0ba902b7' });
    for (const name of ['plan', 'fetch gigs', 'fetch ratings'])
      expect(named(name)).toMatchObject([{ traceId: TRACE, above: request!.spanId }]);
    exporter.reset();
    await post(gateway.url, TITLE);
    expect(named('plan')).toEqual([]);
    expect(named('Title')[0]).toMatchObject({ above: undefined });
  });

  it('go on in the subgraph below its fetch', async () => {
    await post(gateway.url, TITLE);
    const [fetch] = named('fetch gigs');
    expect(gateway.asked.gigs.at(-1)!.headers['traceparent']).toBe(
      `00-${fetch!.traceId}-${fetch!.spanId}-01`,
    );
  });

  it('say what failed', async () => {
    await post(gateway.url, { query: 'query Broken { broken }' });
    expect(named('Broken')[0]).toMatchObject({ status: SpanStatusCode.ERROR });
    expect(named('fetch users')[0]).toMatchObject({ status: SpanStatusCode.UNSET });
    exporter.reset();
    await post(gateway.url, 'no JSON');
    expect(spans()).toMatchObject([{ name: 'POST /graphql', status: SpanStatusCode.UNSET }]);
  });
});
