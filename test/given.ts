import { expect } from '@jest/globals';
import type { Decider } from '../kernel/decider.ts';
import { DomainErrors, isRefusal } from '../kernel/domain-error.ts';
import type { Actor, Command, Event } from '../kernel/messages.ts';

const NOW = '2026-01-15T12:00:00.000Z';
export const member = (id: string): Actor => ({ kind: 'user', id });
export const timer = (kind: string): Actor => ({ kind: 'timer', id: kind });
export const reaction = (name: string): Actor => ({ kind: 'reaction', id: name });

/** given(...events).when(command).then(...events): a decider's scenario, with nothing around it. */
export const scenarios =
  <S, C extends Command, E extends Event>({ initialState, evolve, decide }: Decider<S, C, E>) =>
  (...given: E[]) => ({
    when(command: Omit<C, 'at'> & { at?: string }) {
      const state = given.reduce(evolve, initialState);
      const run = () => decide({ at: NOW, ...command } as unknown as C, state);
      return {
        then: (...expected: Partial<E>[]) => expect(run()).toMatchObject(expected),
        thenNothing: () => expect(run()).toEqual([]),
        thenRefused: (...codes: string[]) => expect(codesOf(run)).toEqual(codes),
      };
    },
  });

const codesOf = (run: () => unknown): string[] => {
  try {
    return [`not refused, but: ${JSON.stringify(run())}`];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error instanceof DomainErrors ? error.errors.map(({ code }) => code) : [error.code];
  }
};
