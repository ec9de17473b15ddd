import { GraphQLError, type FormattedExecutionResult } from 'graphql';
import { createPool } from '../bytes/pool.ts';
import { entitiesIn } from './entities.ts';
import { isSame, operationIn, resultIn, type Known, type Noted, type Operation } from './noted.ts';

const MIB = 1024 * 1024;
const FIRST_BYTES = 16 * 1024;
/** Memory for the answers of one request, given back at its end. */
const rooms = createPool<Buffer>({ sizeOf: ({ length }) => length, largest: MIB, total: 8 * MIB });

/**
 * What the subgraphs have answered to one request: when Apollo's executor takes it over, nothing is asked twice. The
 * bodies must not change before that executor has ended.
 */
export const createReceived = () => {
  const noted: Noted[] = [];
  let isNoting = true;
  let [room, used] = [undefined as Buffer | undefined, 0];
  let queries: Known[] = [];
  let mutations: Known[] = [];

  /** Answers are lent: these are kept. */
  const kept = (bytes: Uint8Array) => {
    room ??= rooms.take() ?? Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, bytes.length));
    if (used + bytes.length > room.length) {
      room = Buffer.allocUnsafeSlow(Math.max(room.length * 2, bytes.length)); // the one before stays with its answers
      used = 0;
    }
    room.set(bytes, used);
    used += bytes.length;
    return room.subarray(used - bytes.length, used);
  };

  return {
    note({ answer, ...one }: Noted) {
      if (!isNoting) return;
      noted.push({ ...one, answer: answer instanceof GraphQLError ? answer : kept(answer) });
    },
    /** From now on `find` answers what was noted until now. */
    handOver() {
      isNoting = false;
      const known = noted.map((one) => ({ ...one, operation: operationIn(one.body) }));
      queries = known.filter(({ isMutation }) => !isMutation);
      mutations = known.filter(({ isMutation }) => isMutation);
    },
    /** It will not be handed over: its memory is another request's. */
    end() {
      if (!isNoting) return;
      isNoting = false;
      noted.length = 0;
      if (room) rooms.giveBack(room);
      room = undefined;
    },
    /** Undefined for what must be asked. Throws the GraphQLError that came instead of an answer. */
    find(subgraph: string, operation: Operation): FormattedExecutionResult | undefined {
      if (/^\s*mutation\b/.test(operation.query)) return nextMutation(mutations, subgraph, operation);
      const asked = queries.filter((one) => one.subgraph === subgraph);
      const same = asked.find((one) => isSame(one.operation, operation));
      return same ? resultIn(same) : entitiesIn(asked, operation);
    },
  };
};

export type Received = ReturnType<typeof createReceived>;

/** They run in series, in the plan's order. One that differs from what was run must not run beside it. */
const nextMutation = (mutations: Known[], subgraph: string, operation: Operation) => {
  const [next] = mutations;
  if (!next) return undefined;
  if (next.subgraph !== subgraph || !isSame(next.operation, operation))
    throw new Error(`Expected the mutation that ${next.subgraph} has run, got another one of ${subgraph}.`);
  mutations.shift();
  return resultIn(next);
};
