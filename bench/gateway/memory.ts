import { setTimeout as sleep } from 'node:timers/promises';
import { goal, percentile, say } from '../figures.ts';
import { askOnce, load, type Aim, type Load } from './generator.ts';
import { CONNECTIONS, openSubgraphs } from './ground.ts';
import { pinThis, type Started } from './processes.ts';
import { requestOf, requestsFor, type Members } from './requests.ts';
import { startTarget } from './targets.ts';

const MB = 1024 * 1024;
/** Multiples of the seconds that the bench is given: as many come as there is time for. */
const REQUESTS = { connections: CONNECTIONS, requests: 1_000_000, milliseconds: 140_000 };
const DOCUMENTS = { connections: CONNECTIONS, requests: 50_000, milliseconds: 25_000 };
const LARGE = { connections: 10, requests: 100, milliseconds: 10_000 };
/** 100 descriptions of 300 characters, so often. */
const TEXT_TIMES = 290;
/** In percent. */
const [MOST_OF_REQUESTS, MOST_OF_OTHERS] = [3, 10];

/** What the gateway holds after many requests, after many documents, and after large answers. */
export const benchMemory = async ({ seconds }: { seconds: number }) => {
  const within = (bounds: Bounds) => ({ ...bounds, milliseconds: bounds.milliseconds * seconds });
  pinThis();
  await inGateway(1, overRequests(within(REQUESTS)));
  await inGateway(1, (gateway, { tokens }) =>
    overHalves('documents', gateway, { next: documentsOf(tokens), ...within(DOCUMENTS) }),
  );
  await inGateway(TEXT_TIMES, (gateway, { tokens }) =>
    overHalves('10 MB answers', gateway, { next: largeOf(tokens), ...within(LARGE) }),
  );
};

type Bounds = Required<Load>;
type Work = (gateway: Started<number>, members: Members) => Promise<void>;

const inGateway = async (textTimes: number, work: Work) => {
  const { subgraphs, ground } = await openSubgraphs({ members: CONNECTIONS, textTimes });
  const gateway = await startTarget('ours', ground, ['--expose-gc']);
  try {
    await work(gateway, ground.members);
  } finally {
    await gateway.end();
    await subgraphs.end();
  }
};

/** The memory that the system has given it, as an operator sees it: the last tenth of the time beside the first. */
const overRequests =
  (bounds: Bounds): Work =>
  async (gateway, members) => {
    const next = requestsFor('storefront', '/graphql', members);
    const aim = await aimAt(gateway, next);
    await load(aim, { ...bounds, milliseconds: bounds.milliseconds / 10 });
    const samples: number[] = [];
    const sampling = setInterval(() => samples.push(gateway.residentBytes()), 500);
    const { took } = await load(aim, bounds);
    clearInterval(sampling);
    const tenth = Math.ceil(samples.length / 10);
    const [first, last] = [samples.slice(0, tenth), samples.slice(-tenth)].map((part) =>
      percentile(part, 0.5),
    );
    sayGrowth({
      name: `${took.length} requests`,
      key: 'rss',
      first: first!,
      last: last!,
      most: MOST_OF_REQUESTS,
    });
  };

type Halves = Bounds & { next: Aim['next'] };

/** What is in use after a collection: what is kept is bounded when a second half adds nothing to the first. */
const overHalves = async (what: string, gateway: Started<number>, { next, ...bounds }: Halves) => {
  const aim = await aimAt(gateway, next);
  const half = async () => {
    const { took } = await load(aim, bounds);
    await sleep(1_000);
    const { heapUsed, external } = await gateway.asked<NodeJS.MemoryUsage>('memory');
    return { held: heapUsed + external, count: took.length };
  };
  const [first, last] = [await half(), await half()];
  const name = `${first.count + last.count} ${what}`;
  const key = what.replaceAll(/\W+/g, '_');
  sayGrowth({ name, key, first: first.held, last: last.held, most: MOST_OF_OTHERS });
};

const aimAt = async ({ ready: port }: Started<number>, next: Aim['next']): Promise<Aim> => {
  const { length } = await askOnce(port, next(0));
  return { port, next, length };
};

type Growth = { name: string; key: string; first: number; last: number; most: number };

const sayGrowth = ({ name, key, first, last, most }: Growth) => {
  const percent = (100 * (last - first)) / first;
  say(
    `gateway: memory, ${name}`,
    `${Math.round(first / MB)} MB, then ${Math.round(last / MB)} MB: ${percent.toFixed(1)} %` +
      goal(percent < most, `< ${most} %`),
    { [`gateway_${key}_mb`]: last / MB, [`gateway_${key}_growth_percent`]: percent },
  );
};

/** Each of another form: literals alone would make no other plan. */
const documentsOf = (tokens: string[]): Aim['next'] => {
  let number = 100_000_000;
  return (connection) => {
    const query = `{ c${number++}: categories { id name parent { name } } }`;
    return requestOf('/graphql', tokens[connection]!, JSON.stringify({ query }));
  };
};

const largeOf = (tokens: string[]): Aim['next'] => {
  const query =
    '{ searchGigs(input: {}, first: 100) { nodes { title description seller { displayName } } } }';
  return (connection) => requestOf('/graphql', tokens[connection]!, JSON.stringify({ query }));
};
