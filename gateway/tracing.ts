import { SpanKind, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api';
import { callerOf, traceparentOf } from '../kernel/graphql/tracing.ts';
import type { Answered } from './door/server.ts';
import type { Asked } from './door/routes.ts';

/** One request's spans: its own, and below it what is planned and fetched. */
export type Trace = {
  /** Sent along, so that what the subgraph does is seen below its fetch. */
  fetch(subgraph: string): FetchSpan;
  plan<T>(work: () => T): T;
  end(answered: Answered): void;
};

export type FetchSpan = { traceparent: string | undefined; end(outcome: string): void };

export type Tracing = (asked: Asked) => Trace;

/** Under the client's own trace, where it tells of one. */
export const createTracing = (): Tracing => {
  const tracer = trace.getTracer('chimera-gateway');

  return ({ method, path, requestId, headers }) => {
    const caller = callerOf(headers['traceparent']?.toString());
    const attributes = { 'http.request.method': method, 'url.path': path, 'chimera.request_id': requestId };
    const span = tracer.startSpan(`${method} ${path}`, { kind: SpanKind.SERVER, attributes }, caller);
    const below: Context = trace.setSpan(caller, span);

    return {
      fetch(subgraph) {
        const kind = SpanKind.CLIENT;
        const fetch = tracer.startSpan(
          `fetch ${subgraph}`,
          { kind, attributes: { 'chimera.subgraph': subgraph } },
          below,
        );
        const end = (outcome: string) => {
          fetch.setAttribute('chimera.outcome', outcome);
          endSpan(fetch, outcome === 'answered');
        };
        return { traceparent: traceparentOf(fetch), end };
      },
      plan(work) {
        const plan = tracer.startSpan('plan', {}, below);
        try {
          return work();
        } finally {
          plan.end();
        }
      },
      end({ asked: { operation }, status, hasErrors }) {
        span.setAttribute('http.response.status_code', status);
        if (operation !== undefined) {
          span.setAttribute('graphql.operation.name', operation);
          span.updateName(operation);
        }
        // What the client did wrong is no failure of ours.
        endSpan(span, status < 500 && (status >= 400 || !hasErrors));
      },
    };
  };
};

const endSpan = (span: Span, isWell: boolean) => {
  if (!isWell) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
};
