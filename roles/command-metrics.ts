import { DomainError, isRefusal } from '../kernel/domain-error.ts';
import type { Hosted } from '../kernel/host.ts';
import { timesIn } from './meters.ts';

/** The same service, which tells how long each command took and what came of it, whoever sent it. */
export const withTimedCommands = (hosted: Hosted): Hosted => {
  const { handleCommand, ground, service } = hosted;
  const seconds = timesIn(ground.registry, {
    name: 'chimera_command_seconds',
    help: 'Time of a command from its stream’s reading to its append, by what came of it.',
    labelNames: ['service', 'command', 'result'],
  });
  return {
    ...hosted,
    async handleCommand(command, request) {
      const began = performance.now();
      const tell = (result: string) =>
        seconds.observe(
          { service: service.name, command: command.type, result },
          (performance.now() - began) / 1_000,
        );
      try {
        const handled = await handleCommand(command, request);
        tell(handled.isRepeat ? 'repeated' : 'done');
        return handled;
      } catch (error) {
        tell(failureOf(error));
        throw error;
      }
    },
  };
};

const failureOf = (error: unknown): string =>
  error instanceof DomainError ? error.code : isRefusal(error) ? 'REFUSED' : 'FAILED';
