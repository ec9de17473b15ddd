import { Counter, Gauge, type Registry } from 'prom-client';
import type { Answered } from '../gateway/door/server.ts';
import type { GatewayOptions } from '../gateway/gateway.ts';
import type { SubgraphOptions } from '../gateway/subgraph.ts';
import { createBoundedNames } from './bounded-names.ts';
import { observeHttp } from './metrics.ts';
import { timesByTwo } from './times.ts';

type Observing = Required<Pick<GatewayOptions, 'observe' | 'onHandOver' | 'onLane' | 'onError'>>;
type OfSubgraphs = Required<Pick<SubgraphOptions, 'onFetch' | 'onShared' | 'onBreaker'>>;

const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const OPERATIONS = 200;
const CLIENTS = 50;
const CODES = 100;

/** What a gateway counts. Names that come from outside are bounded: whoever invents some fills no memory. */
export const gatewayMetrics = (registry: Registry): Observing & { ofSubgraphs: OfSubgraphs } => {
  const onHttp = observeHttp(registry);
  const onOperation = observeOperations(registry);
  const count = countersIn(registry);
  const handOvers = count(
    'hand_overs_total',
    'Operations or answers that Apollo took over, by reason.',
    'reason',
  );
  const lanes = count(
    'lane_requests_total',
    'Operations, by whether Apollo’s server had to answer them.',
    'lane',
  );
  const errors = count('errors_total', 'Errors that clients were told of, by code.', 'code');
  const codes = createBoundedNames(CODES);
  return {
    observe(answered) {
      onHttp(answered);
      if (answered.path === '/graphql') onOperation(answered);
    },
    onHandOver: (reason) => handOvers.inc({ reason }),
    onLane: (lane) => lanes.inc({ lane }),
    onError: (code) => errors.inc({ code: codes.of(code) }),
    ofSubgraphs: observeSubgraphs(registry),
  };
};

const countersIn = (registry: Registry) => (name: string, help: string, label: string) =>
  new Counter({ name: `chimera_${name}`, help, labelNames: [label], registers: [registry] });

const observeOperations = (registry: Registry) => {
  const onTime = timesByTwo(registry, {
    name: 'chimera_operation_seconds',
    help: 'Time to answer, by the operation’s name and whether it had errors.',
    labelNames: ['operation', 'result'],
    buckets: BUCKETS,
  });
  const requests = countersIn(registry)('client_requests_total', 'Requests, by the client’s name.', 'client');
  const [operations, clients] = [createBoundedNames(OPERATIONS), createBoundedNames(CLIENTS)];
  return ({ asked, status, seconds: taken, hasErrors }: Answered) => {
    const { operation = 'unnamed', client } = asked;
    const result = status >= 400 ? 'refused' : hasErrors ? 'errors' : 'data';
    // What was refused may be anything.
    const name = result === 'refused' ? operations.known(operation) : operations.of(operation);
    onTime(name, result, taken);
    requests.inc({ client: client ? clients.of(client.name) : 'none' });
  };
};

const STATES = { closed: 0, 'half-open': 0.5, open: 1 };

const observeSubgraphs = (registry: Registry): OfSubgraphs => {
  const onFetch = timesByTwo(registry, {
    name: 'chimera_fetch_seconds',
    help: 'Time that a subgraph took to answer, by how that ended.',
    labelNames: ['subgraph', 'result'],
    buckets: BUCKETS,
  });
  const shared = countersIn(registry)(
    'shared_fetches_total',
    'Fetches that were answered by another’s.',
    'subgraph',
  );
  const breaker = new Gauge({
    name: 'chimera_breaker_open',
    help: '1 while a subgraph is not asked because it fails, 0.5 while it is tried.',
    labelNames: ['subgraph'],
    registers: [registry],
  });
  return {
    onFetch,
    onShared: (subgraph) => shared.inc({ subgraph }),
    onBreaker: (subgraph, state) => breaker.set({ subgraph }, STATES[state]),
  };
};
