import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Asking } from './asking.ts';
import type { Journal } from './journal.ts';

export const PASSWORD = 'correct horse battery';

type Means = {
  asking: Asking;
  journal: Journal;
  /** True when the load is to end: who still has no answer gives up some time later. */
  isOver(): boolean;
  /** Waits for a turn, so that the load has the rate that was asked for. */
  turn(): Promise<void>;
};

export type Sent<T> = { isDone: true; payload: T } | { isDone: false; codes: string[] };
type Insisting = { unheard?: string[]; isNobody?: boolean };
type Options = {
  /** Refusals that only mean that a service has not heard yet. */
  unheard?: string[];
  /** It is to be refused, and to leave nothing. */
  isWrong?: boolean;
  key?: string;
};

const LONGEST_PAUSE = 500;
const AFTER_END = 30_000;
let keys = 0;

/** A member who asks until an answer comes, with the same request and the same idempotency key. */
export const createMember = (means: Means, username: string, run: string) => {
  const { asking, journal, isOver, turn } = means;
  const known = { id: '', token: undefined as string | undefined };
  let givesUpAt: number | undefined;

  const hasGivenUp = () => {
    if (isOver()) givesUpAt ??= performance.now() + AFTER_END;
    return givesUpAt !== undefined && performance.now() > givesUpAt;
  };

  /** One answer, at whatever cost; undefined when it never came. */
  const insist = async (
    query: string,
    variables: object,
    { unheard = [], isNobody = false }: Insisting = {},
  ) => {
    let tries = 0;
    for (let pause = 20; !hasGivenUp(); pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      tries += 1;
      const answer: Answer = await asking.ask(query, variables, isNobody ? undefined : known.token);
      if (answer.kind === 'done') return { answer, tries };
      if (answer.kind === 'refused' && answer.codes[0] === 'UNAUTHENTICATED') await signIn();
      else if (answer.kind === 'refused' && !answer.codes.every((code) => unheard.includes(code)))
        return { answer, tries };
      await sleep(pause);
    }
    return { tries };
  };

  let signingIn: Promise<void> | undefined;
  const signIn = () => (signingIn ??= newToken().finally(() => (signingIn = undefined)));

  /** The old one is used until it is there: who asks meanwhile is told to sign in, and not answered as a stranger. */
  const newToken = async () => {
    const input = { email: `${username}@example.com`, password: PASSWORD };
    const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { token userErrors { code } } }';
    const { answer } = await insist(query, { input }, { isNobody: true });
    if (answer?.kind === 'done')
      known.token = (answer.data as Record<string, { token: string }>)['signIn']!.token;
  };

  return {
    username,
    known,
    signIn,
    newKey: () => `${run}-${username}-${(keys += 1)}`,

    /** Of `verbNoun(input: VerbNounInput!)`; undefined when the run ended before an answer came. */
    async send<T>(
      mutation: string,
      input: object,
      fields = '',
      options: Options = {},
    ): Promise<Sent<T> | undefined> {
      await turn();
      const key = options.key ?? this.newKey();
      const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
      const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { ${fields} userErrors { code } } }`;
      const began = performance.now();
      const { answer, tries } = await insist(
        query,
        { input: { ...input, idempotencyKey: key } },
        { unheard: options.unheard ?? [] },
      );
      const outcome = answer ? (answer.kind === 'done' ? 'acknowledged' : 'refused') : 'unknown';
      journal.note(mutation, known.id || 'anonymous', key, {
        outcome,
        ...(answer?.kind === 'refused' && { codes: answer.codes }),
        ...(answer?.kind === 'done' && streamOf(mutation, answer.data[mutation])),
        isWrong: options.isWrong ?? false,
        tries,
        milliseconds: Math.round(performance.now() - began),
      });
      if (!answer) return undefined;
      if (answer.kind === 'refused') return { isDone: false, codes: answer.codes };
      return { isDone: true, payload: answer.data[mutation] as T };
    },

    async read<T>(query: string, variables: object = {}): Promise<T | undefined> {
      const { answer } = await insist(query, variables);
      return answer?.kind === 'done' ? (answer.data as T) : undefined;
    },
  };
};

const streamOf = (mutation: string, payload: unknown) =>
  mutation === 'registerUser' ? { stream: (payload as { user: { id: string } }).user.id } : {};

export type Member = ReturnType<typeof createMember>;
