import type { Worker } from './chimera.ts';
import type { Clock } from './clock.ts';
import type { HandleCommand } from './command-handler.ts';
import { isRefusal } from './domain-error.ts';
import { commandId } from './ids.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { reached } from './points.ts';
import { isTransient } from './reactor.ts';
import type { Timer } from './timers.ts';
import type { View } from './view-store/view-store.ts';

type Running = {
  fire: NonNullable<Worker['timers']>['fire'];
  view: View<Timer>;
  handleCommand: HandleCommand;
  clock: Clock;
  metrics: Metrics;
  log: Logger;
};

/** Milliseconds; what it waits for are hours and days. */
const EVERY = 1_000;
const AT_ONCE = 100;
/** One that was fired and is still due waits this long: its view lags, or the decider found it too early. */
const AGAIN_AFTER = 30_000;

/** Fires due timers for ever. The command's id is the timer and its deadline, so it counts once. */
export const startTimers = (running: Running) => {
  const fired = new Map<string, number>();
  let isClosing = false;
  let pending: Promise<void> = Promise.resolve();

  const fireDue = async () => {
    const now = running.clock.now();
    for (const [id, at] of fired) if (now.getTime() - at >= AGAIN_AFTER) fired.delete(id);
    const where = { dueAt: { lte: now.toISOString() } };
    const orderBy = { field: 'dueAt', direction: 'asc' } as const;
    const due = await running.view.find({ where, orderBy, first: AT_ONCE + fired.size });
    const fresh = due.filter((timer) => !fired.has(keyOf(timer)));
    for (const timer of fresh) fired.set(keyOf(timer), now.getTime());
    await Promise.all(fresh.map((timer) => fireOne(running, timer)));
    return fresh.length;
  };

  const loop = async () => {
    try {
      while (!isClosing && (await fireDue()) > 0);
    } catch (error) {
      running.metrics.timers.inc({ kind: 'any', result: 'failed' });
      running.log.error({ error }, 'Timers could not be read; they are tried again.');
    }
  };
  const interval = setInterval(() => (pending = pending.then(loop)), EVERY);

  return {
    /** Fires all that are due now; answers how many. For tests and seeds, which own the clock. */
    fireDue,
    async close() {
      isClosing = true;
      clearInterval(interval);
      await pending;
    },
  };
};

const keyOf = ({ id, dueAt }: Timer) => `${id}:${dueAt}`;

const fireOne = async ({ fire, handleCommand, clock, metrics, log }: Running, timer: Timer) => {
  const id = commandId('timer', timer.kind, keyOf(timer));
  const by = { kind: 'timer' as const, id: timer.kind };
  try {
    const asked = fire[timer.kind]!(timer);
    await handleCommand(
      { ...asked, by, at: clock.now().toISOString() },
      { commandId: id, requestHash: id, correlationId: keyOf(timer) },
    );
    reached('timer.fired');
    metrics.timers.inc({ kind: timer.kind, result: 'done' });
  } catch (error) {
    const isRefused = isRefusal(error) && !isTransient(error);
    metrics.timers.inc({ kind: timer.kind, result: isRefused ? 'refused' : 'failed' });
    if (!isRefused) log.error({ error, timer: timer.id }, 'A timer failed; it is tried again.');
  }
};
