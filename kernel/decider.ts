import type { Command, Event } from './messages.ts';

/**
 * The pure middle of an aggregate. `decide` throws a DomainError to refuse and returns [] when
 * nothing new happens; `evolve` folds one event into the state.
 */
export type Decider<State, C extends Command, E extends Event> = {
  initialState: State;
  decide(command: C, state: State): E[];
  evolve(state: State, event: E): State;
};
