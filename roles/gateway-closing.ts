import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '../gateway/gateway.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Config } from './config.ts';
import { closeOnSignal } from './lifecycle.ts';

type Closed = { close(): Promise<void> };

/** A gateway that is told to end says so first, and still takes requests: whoever balances loads has to notice. */
export const gatewayClosing = ({ drainSeconds }: Config, log: Logger) => {
  let isDraining = false;
  return {
    missing: () => (isDraining ? ['it is closing'] : []),
    /** `rest` is closed after it, in this order. */
    onSignal(gateway: Pick<Gateway, 'drain' | 'close'>, ...rest: Closed[]) {
      const close = async () => {
        isDraining = true;
        gateway.drain();
        await sleep(drainSeconds * 1_000);
        await gateway.close({ waitsForIdle: true });
        for (const one of rest) await one.close();
      };
      closeOnSignal(close, log, drainSeconds);
    },
  };
};
