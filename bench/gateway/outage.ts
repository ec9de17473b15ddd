import { goal, percentile, say } from '../figures.ts';
import { load, type Aim } from './generator.ts';
import { CONNECTIONS, openSubgraphs } from './ground.ts';
import { pinThis, type Started } from './processes.ts';
import { requestOf, requestsFor } from './requests.ts';
import { startTarget } from './targets.ts';
import { TROUBLED, TROUBLES } from './troubles.ts';

/** In multiples of what it is while all is well. */
const MOST = 1.5;
/** A page that the troubled one has no part in. */
const query = '{ searchGigs(input: {}, first: 24) { nodes { title seller { displayName avatarUrl } } } }';

type Aims = { withIt: Aim; withoutIt: Aim };

/** What a subgraph in trouble costs the gateway, and those who ask for nothing of it. */
export const benchOutage = async ({ seconds }: { seconds: number }) => {
  pinThis();
  const { subgraphs, ground } = await openSubgraphs({ members: CONNECTIONS });
  const gateway = await startTarget('ours', ground);
  const { tokens } = ground.members;
  const withoutIt = (connection: number) =>
    requestOf('/graphql', tokens[connection]!, JSON.stringify({ query }));
  const aims: Aims = {
    withIt: { port: gateway.ready, next: requestsFor('gigPage', '/graphql', ground.members) },
    withoutIt: { port: gateway.ready, next: withoutIt },
  };
  try {
    await measure(gateway, aims, seconds); // everything is compiled
    const well = await measure(gateway, aims, seconds);
    for (const trouble of TROUBLES) {
      subgraphs.tell(trouble);
      sayOne(trouble, await measure(gateway, aims, seconds), well);
    }
  } finally {
    await gateway.end();
    await subgraphs.end();
  }
};

type Measured = { cpu: number; p99: number };

const measure = async (gateway: Started<number>, aims: Aims, seconds: number): Promise<Measured> => {
  const milliseconds = 1_000 * seconds;
  const before = gateway.cpu();
  const { took } = await load(aims.withIt, { connections: CONNECTIONS, milliseconds });
  const cpu = (gateway.cpu() - before) / took.length;
  const asIs = { connections: CONNECTIONS / 2, milliseconds };
  const [others] = await Promise.all([load(aims.withoutIt, asIs), load(aims.withIt, asIs)]);
  return { cpu, p99: percentile(others.took, 0.99) };
};

const sayOne = (trouble: string, { cpu, p99 }: Measured, well: Measured) => {
  // A few requests that wait for seconds tell nothing of the work for one.
  const cpuTimes = trouble === 'slow' ? 1 : cpu / well.cpu;
  const worked =
    trouble === 'slow'
      ? 'too few requests for CPU'
      : `${Math.round(cpu)} µs CPU a request of it, ${cpuTimes.toFixed(2)} ×`;
  say(
    `gateway: ${TROUBLED} is ${trouble}`,
    `${worked}; p99 of others ${p99.toFixed(1)} ms, ${(p99 / well.p99).toFixed(2)} ×` +
      goal(
        Math.max(cpuTimes, p99 / well.p99) <= MOST,
        `<= ${MOST} × of ${Math.round(well.cpu)} µs, ${well.p99.toFixed(1)} ms`,
      ),
    { [`gateway_${trouble}_cpu_us`]: cpu, [`gateway_${trouble}_p99_times`]: p99 / well.p99 },
  );
};
