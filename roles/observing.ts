import type { Registry } from 'prom-client';
import type { Answered } from '../gateway/door/server.ts';
import type { GatewayOptions } from '../gateway/gateway.ts';
import { createTracing } from '../gateway/tracing.ts';
import type { Logger } from '../kernel/logger.ts';
import { createAccessLog } from './access-log.ts';
import type { Config } from './config.ts';
import { gatewayMetrics } from './gateway-metrics.ts';

type Observing = Required<
  Pick<GatewayOptions, 'observe' | 'onHandOver' | 'onLane' | 'onError' | 'subgraphs'>
> &
  Pick<GatewayOptions, 'tracing'>;

/** What an operator sees of a gateway: metrics, spans, the access log, a word about proxies that are not trusted. */
export const observeGateway = (config: Config, registry: Registry, log: Logger): Observing => {
  const { observe, ofSubgraphs, ...metrics } = gatewayMetrics(registry);
  const writeLine = createAccessLog(config, log);
  const lookAtProxies = createProxyWarning(config, log);
  return {
    ...metrics,
    subgraphs: ofSubgraphs,
    ...(config.tracesTo !== undefined && { tracing: createTracing() }),
    observe(answered) {
      observe(answered);
      writeLine?.(answered);
      lookAtProxies(answered);
    },
  };
};

/** Behind a proxy that is not trusted all clients are one address, and share its limit. */
const createProxyWarning = ({ door: { rates, trustedProxies } }: Config, log: Logger) => {
  let isTold = trustedProxies > 0 || Object.keys(rates).length === 0;
  return ({ asked }: Answered) => {
    if (isTold || asked.headers['x-forwarded-for'] === undefined) return;
    isTold = true;
    log.warn({}, 'There is a proxy in front, and all behind it count as one address: set TRUST_PROXY.');
  };
};
