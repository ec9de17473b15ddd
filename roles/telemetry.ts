import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { nameOf, type Role } from './config/role.ts';

/**
 * Sends spans to OTEL_EXPORTER_OTLP_ENDPOINT, under the role's name unless OTEL_SERVICE_NAME says
 * another. What OpenTelemetry itself reads from the environment (headers, sampling) holds. Resolves `end` when what
 * is left has been sent.
 */
export const startTelemetry = (role: Role): { end(): Promise<void> } => {
  const name = process.env['OTEL_SERVICE_NAME'] ?? `chimera-${nameOf(role)}`;
  const provider = new NodeTracerProvider({
    resource: new Resource({ 'service.name': name }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return { end: () => provider.shutdown() };
};
