import type { Aggregate, Host, Reaction, Service, ViewsOf, Worker } from '../../../kernel/chimera.ts';
import type { Decider } from '../../../kernel/decider.ts';
import { DomainError } from '../../../kernel/domain-error.ts';
import { loadList, loadListOfEach, type PageArgs } from '../../../kernel/graphql/connections.ts';
import type { Context, Input, Repeatable } from '../../../kernel/graphql/context.ts';
import { loadOne, only, onlyById, type Gettable } from '../../../kernel/graphql/loaders.ts';
import type { Viewer } from '../../../kernel/graphql/viewer.ts';
import type { Subgraph } from '../../../kernel/host.ts';
import type { Command, Event } from '../../../kernel/messages.ts';
import { boards, counterDecider, counters, timers, upcasts } from './counters.ts';
import type { CounterCommand, CounterEvent, CounterView } from './counters.ts';

export const REMIND_AT = '2026-01-15T13:00:00.000Z';

const counter: Aggregate = {
  commands: ['OpenCounter', 'Add', 'Note', 'Remind', 'CloseCounter'],
  streamOf: ({ data }: CounterCommand) => data.counterId,
  decider: counterDecider,
  claims: (command: CounterCommand) =>
    command.type === 'OpenCounter'
      ? [
          {
            name: `name:${command.data.name}`,
            taken: { code: 'NAME_TAKEN', message: 'Expected another name.', field: ['input', 'name'] },
          },
        ]
      : [],
  page: counters,
};

/** A counter whose name begins with an underscore is seen by staff alone. */
const canSee = (viewer: Viewer, { name }: CounterView) => viewer.isStaff || !name.startsWith('_');

const createLoaders = (host: Host<ViewsOf<{ counters: typeof counters }>>, viewer: Viewer) => {
  const visible = only(host.views.counters, viewer, canSee);
  const each = loadListOfEach(visible, 'boardId', host.cursors);
  const all = loadList(visible, host.cursors);
  const orderBy = { field: 'name', direction: 'asc' } as const;
  return {
    counter: loadOne(onlyById(host.pages['counter'] as Gettable<CounterView>, viewer, canSee)),
    counters: (page: PageArgs) => all({ orderBy }, page),
    ofBoard: (id: string, page: PageArgs) => each(id, { orderBy }, page),
  };
};

type Ctx = Context<ReturnType<typeof createLoaders>, CounterCommand, CounterView | null>;
type Id = { id: string };
type Add = Input<Repeatable & Id & { amounts: number[] }>;

const resolvers = {
  Query: {
    counter: (_: unknown, { id }: Id, { load }: Ctx) => load.counter.load(id),
    counters: (_: unknown, page: PageArgs, { load }: Ctx) => load.counters(page),
    boards: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id })),
    refused() {
      throw new DomainError('FORBIDDEN', 'Only staff may ask this.', ['refused']);
    },
    failing() {
      throw new Error('The password is swordfish.');
    },
  },
  Board: { counters: ({ id }: Id, page: PageArgs, { load }: Ctx) => load.ofBoard(id, page) },
  Mutation: {
    async openCounter(
      _: unknown,
      { input }: Input<Repeatable & { name: string; boardId: string }>,
      ctx: Ctx,
    ) {
      const { name, boardId } = input;
      const counterId = ctx.newId('ctr', 'OpenCounter', input);
      const data = { counterId, boardId, name, remindAt: REMIND_AT };
      return { counter: (await ctx.send({ type: 'OpenCounter', data }, input)).page };
    },
    async add(_: unknown, { input }: Add, ctx: Ctx) {
      const { id: counterId, amounts } = input;
      return { counter: (await ctx.send({ type: 'Add', data: { counterId, amounts } }, input)).page };
    },
    async note(_: unknown, { input }: Input<Repeatable & Id & { body: string }>, ctx: Ctx) {
      const data = { counterId: input.id, textId: ctx.text(input.body, input) };
      return { counter: (await ctx.send({ type: 'Note', data }, input)).page };
    },
  },
};

/** Counts, and answers GraphQL. */
export const countersService: Service = {
  name: 'counters',
  schema: new URL('./counters.graphql', import.meta.url),
  aggregates: { counter: counter },
  upcasts,
  views: { counters },
  createLoaders: createLoaders as Service['createLoaders'],
  resolvers,
  canSee: { Counter: canSee },
};

const remind = ({ stream }: { stream: string }) => ({ type: 'Remind', data: { counterId: stream } });

export const countersWorker: Worker = {
  projections: { counters },
  follows: {},
  reactions: {},
  timers: { view: timers, fire: { remind } },
};

type Greeted = Event<'BoardGreeted', { counterId: string }>;
export type Greet = Command<'Greet', { boardId: string; counterId: string }>;

/** A board greets every counter, however often it is told of it; it refuses the board `closed`. */
const boardDecider: Decider<null, Greet, Greeted> = {
  initialState: null,
  decide({ data: { boardId, counterId } }) {
    if (boardId === 'closed') throw new DomainError('NOT_OPEN', 'This board greets nobody.');
    return [{ type: 'BoardGreeted', data: { counterId } }];
  },
  evolve: () => null,
};

const board: Aggregate = {
  commands: ['Greet'],
  streamOf: ({ data }: Greet) => data.boardId,
  decider: boardDecider,
};

/** Follows the counters: a view of its own, and reactions that a test gives. */
export const boardsOf = (reactions: Record<string, Reaction<CounterEvent, Greet>> = {}): Subgraph => ({
  service: {
    name: 'boards',
    schema: new URL('./boards.graphql', import.meta.url),
    aggregates: { board: board },
    upcasts: {},
    views: { boards },
    createLoaders: () => ({}),
    resolvers: {},
    canSee: {},
  },
  worker: {
    projections: {},
    follows: {
      counters: {
        upcasts,
        projections: { boards },
        reactions,
      },
    },
    reactions: {},
  },
});

export const countersSubgraph: Subgraph = { service: countersService, worker: countersWorker };
