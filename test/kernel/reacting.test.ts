import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Reaction } from '../../kernel/chimera.ts';
import { DomainError, UnavailableError } from '../../kernel/domain-error.ts';
import type { Subgraph } from '../../kernel/host.ts';
import { createReactor, react } from '../../kernel/reactor.ts';
import { add, keepLog, open } from './toys/asking.ts';
import type { CounterEvent } from './toys/counters.ts';
import { runToys, type Toys } from './toys/running.ts';
import { boardsOf, countersSubgraph, type Greet } from './toys/services.ts';

type CounterReaction = Reaction<CounterEvent, Greet>;
const SINCE = '2026-01-01T00:00:00.000Z';

let toys: Toys | undefined;
let seen: string[];
let kept: ReturnType<typeof keepLog>;
/** By the amount that was added, what happens the first times; later ones succeed. */
let failures: Map<number, Error[]>;
beforeEach(() => {
  [toys, seen, kept, failures] = [undefined, [], keepLog(), new Map()];
  reaction.since = SINCE;
});
afterEach(() => toys?.close());

const reaction: CounterReaction = {
  since: SINCE,
  on: {
    async Added({ stream, data: { amount } }) {
      const failure = failures.get(amount)?.shift();
      seen.push(`${failure ? 'failed ' : ''}${stream}+${amount}`);
      if (failure) throw failure;
    },
    CounterOpened: ({ stream, data: { boardId } }, { send }) =>
      send({ type: 'Greet', data: { boardId, counterId: stream } }),
  },
};

const ofOwnLog = (): Record<string, Subgraph> => {
  const { Added } = reaction.on;
  const own = { since: reaction.since, on: { Added } } as unknown as Reaction;
  const { service, worker } = countersSubgraph;
  return { counters: { service, worker: { ...worker, reactions: { watch: own } } }, boards: boardsOf() };
};
const ofTheBus = () => ({ counters: countersSubgraph, boards: boardsOf({ watch: reaction }) });

const run = async (subgraphs: Record<string, Subgraph> = ofTheBus()) =>
  (toys = await runToys({ subgraphs, log: kept.log }));
const parkedAt = async (service: string) => {
  const parked = await toys!.hosted[service]!.parked.all();
  return parked.sort((a, b) => a.event.position - b.event.position);
};
const amountsOf = (parked: { event: { data: object } }[]) =>
  parked.map(({ event }) => (event.data as { amount: number }).amount);
const greeted = async (board: string) =>
  (await toys!.hosted['boards']!.host.eventStore.read(board)).map(({ data }) => data);

describe.each([
  { from: 'the own log', service: 'counters', subgraphs: ofOwnLog },
  { from: 'the bus', service: 'boards', subgraphs: ofTheBus },
])('a reaction to $from', ({ service, subgraphs }) => {
  it('is tried again while what is outside does not answer, and holds up later events', async () => {
    const { ask, settled } = await run(subgraphs());
    failures.set(1, [new UnavailableError('busy'), new DomainError('RETRYABLE', 'busy')]);
    await ask(open('c1'));
    await ask(add('c1', 1, 2));
    await settled();
    expect(seen).toEqual(['failed c1+1', 'failed c1+1', 'c1+1', 'c1+2']);
    expect(await parkedAt(service)).toEqual([]);
  });

  it('parks the stream of an event that it cannot handle: later ones wait behind it, others go on', async () => {
    const { ask, settled } = await run(subgraphs());
    failures.set(2, [new TypeError('a bug')]);
    for (const id of ['c1', 'c2']) await ask(open(id));
    await ask(add('c1', 1, 2, 3));
    await settled();
    for (const id of ['c1', 'c2']) await ask(add(id, 4));
    await settled();
    expect(seen).toEqual(['c1+1', 'failed c1+2', 'c2+4']);
    const parked = await parkedAt(service);
    expect(amountsOf(parked)).toEqual([2, 3, 4]);
    expect(parked[0]).toMatchObject({ reaction: 'watch', stream: 'c1', error: 'TypeError: a bug' });
    expect(parked[1]!.error).toContain('An earlier event');
    expect(kept.messages).toEqual(Array(3).fill('A reaction failed: its stream is parked.'));
  });

  it.each([
    ['2026-01-15T12:00:00.001Z', []],
    ['2026-01-15T12:00:00.000Z', ['c1+1']],
  ])('passes over what happened before its beginning (%s)', async (since, expected) => {
    reaction.since = since;
    const { ask, settled } = await run(subgraphs());
    await ask(open('c1'));
    await ask(add('c1', 1));
    await settled();
    expect(seen).toEqual(expected);
  });
});

describe('what is delivered again', () => {
  it('is done once: a command is known by its event and the reaction', async () => {
    const { ask, settled, hosted } = await run();
    await ask(open('c1'));
    await settled();
    const { eventStore, bus } = hosted['counters']!.host;
    for (const { position, ...event } of [
      ...(await eventStore.readAll(0, 9)),
      ...(await eventStore.readAll(0, 9)),
    ])
      await bus.publish('counters.events', [
        { key: 'c1', value: JSON.stringify(event), headers: { position: String(position) } },
      ]);
    await settled();
    expect(await greeted('b1')).toEqual([{ counterId: 'c1' }]);
  });

  it('parks again what is parked, and nothing that came before it', async () => {
    const { ask, hosted } = await run({ counters: countersSubgraph, boards: boardsOf() });
    for (const id of ['c1', 'c2']) await ask(open(id));
    await ask(add('c1', 1, 2, 3));
    await ask(add('c2', 4));
    failures.set(2, [new TypeError('a bug')]).set(4, [new UnavailableError('busy')]);
    const events = await hosted['counters']!.host.eventStore.readAll(0, 99);
    const boards = hosted['boards']!;
    const reactor = createReactor({ ...boards, ...boards.host, name: 'watch', reaction });
    await expect(reactor.handle(events)).rejects.toThrow(UnavailableError);
    await reactor.handle(events);
    expect(amountsOf(await parkedAt('boards'))).toEqual([2, 3]);
    const of = (stream: string) => seen.filter((one) => one.includes(stream));
    expect(of('c1')).toEqual(['c1+1', 'failed c1+2', 'c1+1']);
    expect(of('c2')).toEqual(['failed c2+4', 'c2+4']);
  });
});

it('streams are reacted to side by side, each in order: none waits for what another asks outside', async () => {
  const { ask, hosted } = await run({ counters: countersSubgraph, boards: boardsOf() });
  const ids = ['c1', 'c2', 'c3', 'c4'];
  for (const id of ids) await ask(open(id));
  for (const id of ids) await ask(add(id, 1, 2));
  const events = await hosted['counters']!.host.eventStore.readAll(0, 99);
  const all = Promise.withResolvers<void>();
  const outside: Reaction<CounterEvent, Greet>['on']['Added'] = async ({ stream, data: { amount } }) => {
    seen.push(`${stream}+${amount}`);
    if (seen.length === ids.length) all.resolve(); // one by one, the first would wait for ever
    await all.promise;
  };
  const boards = hosted['boards']!;
  const patient = { since: SINCE, on: { Added: outside } } as unknown as Reaction;
  await createReactor({ ...boards, ...boards.host, name: 'watch', reaction: patient }).handle(events);
  expect(seen.slice(0, 4).sort()).toEqual(ids.map((id) => `${id}+1`));
  expect(seen.slice(4).sort()).toEqual(ids.map((id) => `${id}+2`));
});

it('a refused command counts as done', async () => {
  const { ask, settled } = await run();
  await ask(open('c1', 'closed'));
  await ask(add('c1', 1));
  await ask(open('c2', 'b2'));
  await settled();
  expect([await greeted('closed'), await greeted('b2')]).toEqual([[], [{ counterId: 'c2' }]]);
  expect([seen, await parkedAt('boards'), kept.messages]).toEqual([['c1+1'], [], []]);
});

it('a parked event is reacted to when its cause is gone, and then the stream goes on', async () => {
  const { ask, settled, hosted } = await run();
  failures.set(1, [new TypeError('a bug'), new TypeError('still a bug')]);
  await ask(open('c1'));
  await ask(add('c1', 1, 2));
  await settled();
  const boards = hosted['boards']!;
  const again = async () => {
    for (const { id, event } of await parkedAt('boards')) {
      await react({ ...boards, ...boards.host, name: 'watch', reaction: reaction as Reaction }, event);
      await boards.parked.remove([id]);
    }
  };
  await expect(again()).rejects.toThrow('still a bug');
  expect(amountsOf(await parkedAt('boards'))).toEqual([1, 2]);
  await again();
  await ask(add('c1', 3));
  await settled();
  expect(seen).toEqual(['failed c1+1', 'failed c1+1', 'c1+1', 'c1+2', 'c1+3']);
});
