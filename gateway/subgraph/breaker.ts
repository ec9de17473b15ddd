export type BreakerOptions = {
  /** So many failures, one after the other, open it. */
  failures: number;
  /** Milliseconds in which they must happen. */
  window: number;
  /** Milliseconds until one request may try again. */
  pause: number;
};

export type BreakerState = 'closed' | 'open' | 'half-open';

export const BREAKER: BreakerOptions = { failures: 10, window: 10_000, pause: 1_000 };

/**
 * Open, it lets nobody through: a service that does not answer costs neither it nor us anything more. After a pause
 * one request tries; with its answer all may go again.
 */
export const createBreaker = (options: BreakerOptions, onChange: (state: BreakerState) => void) => {
  let state: BreakerState = 'closed';
  let openedAt = 0;
  let failures: number[] = [];

  const become = (next: BreakerState) => {
    if (state === next) return;
    state = next;
    onChange(next);
  };

  return {
    /** Open, and after the pause for all but the one that tries. */
    refuses(now: number): boolean {
      if (state === 'closed') return false;
      if (state === 'half-open' || now - openedAt < options.pause) return true;
      become('half-open');
      return false;
    },
    succeeded() {
      if (failures.length > 0) failures = [];
      become('closed');
    },
    failed(now: number) {
      if (state === 'open') return; // it began before
      failures = [...failures, now].slice(-options.failures);
      const isMany = failures.length === options.failures && now - failures[0]! <= options.window;
      if (state === 'closed' && !isMany) return;
      openedAt = now;
      become('open');
    },
    /** It has ended without telling anything of the service: another may try at once. */
    abandoned() {
      if (state === 'half-open') become('open');
    },
  };
};

export type Breaker = ReturnType<typeof createBreaker>;
