import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { propagation, trace, TraceFlags, type Context, type Span } from '@opentelemetry/api';
import { DomainError } from '../../../kernel/domain-error.ts';
import type { Reaction } from '../../../kernel/chimera.ts';
import { signViewerToken } from '../../../kernel/graphql/viewer-token.ts';
import { inSpan } from '../../../kernel/graphql/tracing.ts';
import { asMember, openMarketplace, type Marketplace } from '../../marketplace.ts';
import type { CounterEvent } from '../toys/counters.ts';
import { boardsOf, countersSubgraph, type Greet } from '../toys/services.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const given = `00-${TRACE}-00f067aa0ba902b7-01`;
const carried = (traceparent?: string) =>
  inSpan('Add', traceparent === undefined ? {} : { traceparent }, async (carriedOn) => carriedOn);

describe('without an SDK', () => {
  it('the caller’s traceparent is carried on as it is', async () => expect(await carried(given)).toBe(given));

  it.each([
    undefined,
    '',
    'nonsense',
    given.toUpperCase(),
    `${given}\n`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
  ])('%j is none', async (text) => expect(await carried(text)).toBeUndefined());
});

describe('a request’s trace', () => {
  let market: Marketplace;
  const greet: Reaction<CounterEvent, Greet> = {
    since: '2020-01-01T00:00:00.000Z',
    on: {
      CounterOpened: ({ stream, data: { boardId } }, { send }) =>
        send({ type: 'Greet', data: { boardId, counterId: stream } }),
    },
  };
  beforeEach(async () => {
    const subgraphs = { counters: countersSubgraph, boards: boardsOf({ greet }) };
    market = await openMarketplace({ subgraphs });
  });
  afterEach(() => market.close());

  it('is in its events, and in those of another service that follow from them', async () => {
    const token = await signViewerToken(asMember('usr_ana'), 'counters', market.gatewayKey, new Date());
    const { body } = await market.calls['counters']!({
      query: 'mutation { openCounter(input: { name: "one", boardId: "b1" }) { counter { id } } }',
      headers: { authorization: `Bearer ${token}`, traceparent: given },
    });
    expect(body.errors).toBeUndefined();
    await market.settled();
    for (const service of ['counters', 'boards']) {
      const events = await market.hosted[service]!.host.eventStore.readAll(0, 10);
      expect(events.map(({ traceparent }) => traceparent)).toEqual([given]);
    }
  });
});

describe('with an SDK', () => {
  let told: string[];
  /** Ids that a test can name; what happens to a span is told. */
  const spanIn = (parent: Context, name: string): Span => {
    const traceId = trace.getSpanContext(parent)?.traceId ?? 'f'.repeat(32);
    told.push(`start ${name}`);
    const span = {
      spanContext: () => ({ traceId, spanId: 'abcdefabcdefabcd', traceFlags: TraceFlags.SAMPLED }),
      recordException: (error: Error) => void told.push(error.message),
      setStatus: () => span,
      end: () => void told.push('end'),
    };
    return span as unknown as Span;
  };
  beforeEach(() => {
    told = [];
    const startSpan = (name: string, _: object, parent: Context) => spanIn(parent, name);
    trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as never });
    propagation.setGlobalPropagator({
      fields: () => ['traceparent'],
      inject() {},
      extract(parent, carrier) {
        const [, traceId, spanId] = (carrier as { traceparent: string }).traceparent.split('-');
        return trace.setSpanContext(parent, { traceId: traceId!, spanId: spanId!, traceFlags: 1 });
      },
    });
  });
  afterEach(() => {
    trace.disable();
    propagation.disable();
  });

  it('a command has a span under its caller’s, and its events name that span', async () => {
    expect(await carried(given)).toBe(`00-${TRACE}-abcdefabcdefabcd-01`);
    expect(told).toEqual(['start Add', 'end']);
  });

  it('a command without a caller’s trace begins one', async () =>
    expect(await carried()).toBe(`00-${'f'.repeat(32)}-abcdefabcdefabcd-01`));

  it('a refusal is in the span, and reaches the caller', async () => {
    const refusal = new DomainError('NOT_OPEN', 'It is closed.');
    await expect(inSpan('Add', {}, () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(told).toEqual(['start Add', 'It is closed.', 'end']);
  });
});
