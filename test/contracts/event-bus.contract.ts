import { describe } from '@jest/globals';
import type { EventBus } from '../../kernel/event-bus/event-bus.ts';
import { delivering } from './event-bus/delivering.ts';
import { failing } from './event-bus/failing.ts';
import { reading } from './event-bus/reading.ts';
import { sharing } from './event-bus/sharing.ts';
import type { Adapter } from './places.ts';

/** What every event bus promises, whatever it is made of. */
export const eventBusContract = (name: string, adapter: Adapter<EventBus>) =>
  describe(`event bus: ${name}`, () => {
    delivering(adapter);
    sharing(adapter);
    failing(adapter);
    reading(adapter);
  });
