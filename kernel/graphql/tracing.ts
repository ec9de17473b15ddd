import {
  context,
  isSpanContextValid,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';

/** W3C: version, trace id, parent id, flags. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Runs a command in a span of its own under its caller's, and tells it the traceparent that its events carry on.
 * Without a registered SDK there is no span, and the caller's traceparent, if it is one, is carried on as it is.
 */
export const inSpan = <T>(
  name: string,
  headers: Record<string, string>,
  work: (traceparent: string | undefined) => Promise<T>,
): Promise<T> => {
  const given = headers['traceparent'];
  const span = trace.getTracer('chimera').startSpan(name, { kind: SpanKind.SERVER }, callerOf(given));
  return ended(span, work(traceparentOf(span) ?? traceparentIn(given)));
};

/** What a header holds, if it is one: anybody may have written it. */
export const traceparentIn = (given: string | undefined): string | undefined =>
  given !== undefined && TRACEPARENT.test(given) ? given : undefined;

/** What a span of ours is below: the caller's, if it is one. */
export const callerOf = (given: string | undefined): Context => {
  const traceparent = traceparentIn(given);
  return traceparent === undefined
    ? context.active()
    : propagation.extract(context.active(), { traceparent });
};

/** Undefined where nobody records it. */
export const traceparentOf = (span: Span) => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (!isSpanContextValid(span.spanContext())) return undefined;
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
};

const ended = async <T>(span: Span, pending: Promise<T>): Promise<T> => {
  try {
    return await pending;
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};
