import { figuresOf, goal, p50p99, percentile, say } from '../figures.ts';
import { askOnce, load } from './generator.ts';
import { openSubgraphs } from './ground.ts';
import { pinThis } from './processes.ts';
import { requestsFor } from './requests.ts';
import { startTarget } from './targets.ts';

const CONNECTIONS = 1_000;
const WARM_UP = 5_000;
const MILLISECONDS = 15_000;
/** The slowest of a hundred, in multiples of the usual. */
const MOST = 5;

/** Many at once: nobody waits much longer than the others. */
export const benchConnections = async () => {
  pinThis();
  const { subgraphs, ground } = await openSubgraphs({ members: CONNECTIONS });
  const gateway = await startTarget('ours', ground);
  try {
    const next = requestsFor('storefront', '/graphql', ground.members);
    const { length } = await askOnce(gateway.ready, next(0));
    const aim = { port: gateway.ready, next, length };
    await load(aim, { connections: CONNECTIONS, milliseconds: WARM_UP });
    const { took } = await load(aim, { connections: CONNECTIONS, milliseconds: MILLISECONDS });
    const times = percentile(took, 0.99) / percentile(took, 0.5);
    const text = `${p50p99(took)}, ${times.toFixed(1)} ×, of ${took.length} requests`;
    const figures = { ...figuresOf('gateway_connections', took), gateway_connections_times: times };
    say(`gateway: ${CONNECTIONS} connections`, text + goal(times < MOST, `< ${MOST} ×`), figures);
  } finally {
    await gateway.end();
    await subgraphs.end();
  }
};
