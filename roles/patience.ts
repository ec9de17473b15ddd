import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '../kernel/domain-error.ts';
import type { Logger } from '../kernel/logger.ts';
import { ConfigError, type Config } from './config.ts';
import { explained } from './explain.ts';

const SOONEST = 250;
const LATEST = 2_000;

type Waiting = {
  config: Pick<Config, 'production' | 'startTimeout'>;
  log: Logger;
  /** What is waited for. */
  onMissing?(server: string): void;
};

/**
 * Tries until the servers are there: they may start after us. What waiting does not mend, and what is not there
 * within START_TIMEOUT, is a ConfigError; anything else is ours, as it was thrown.
 */
export const whenThere = async <T>(
  attempt: () => Promise<T>,
  { config, log, onMissing }: Waiting,
): Promise<T> => {
  const { production, startTimeout } = config;
  return withinTimeout(attempt, startTimeout, (error, isLast) => {
    const told = production && explained(error, production);
    if (!told) throw error;
    if (!told.mayPass || isLast) throw new ConfigError(told.line);
    onMissing?.(told.server);
    log.warn({}, told.line);
  });
};

/**
 * Tries again and again for START_TIMEOUT, in seconds; 0: for ever. `onFailure` throws where waiting does not help, and
 * when there is no time left.
 */
export const withinTimeout = async <T>(
  attempt: () => Promise<T>,
  startTimeout: number,
  onFailure: (error: unknown, isLast: boolean) => void,
): Promise<T> => {
  const end = startTimeout === 0 ? Infinity : performance.now() + startTimeout * 1_000;
  for (let pause = SOONEST; ; pause = Math.min(pause * 2, LATEST)) {
    try {
      return await attempt();
    } catch (error) {
      onFailure(error, performance.now() + pause > end);
    }
    await sleep(pause);
  }
};

/** As a line for who set it, where it is theirs to mend; else the error itself. */
export const toldOr = (error: unknown, { production }: Pick<Config, 'production'>): unknown => {
  const told = production && explained(error, production);
  return told ? new ConfigError(told.line) : error;
};

const TRIES = 10;
const STEP_SOONEST = 100;
const STEP_LATEST = 5_000;

/** A server that is slow under the load beside is given time: the same step is done again. */
export const untilAnswered = async <T>(step: () => Promise<T>, log: Logger): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof UnavailableError) || tries === TRIES) throw error;
      log.warn({ error: error.message }, 'A server did not answer: the same step is tried again.');
      await sleep(Math.min(STEP_SOONEST * 2 ** (tries - 1), STEP_LATEST));
    }
  }
};
