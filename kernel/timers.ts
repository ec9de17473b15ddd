import type { Event, Recorded } from './messages.ts';
import type { Projection } from './projection.ts';

/** A deadline of one stream; `id` is `stream:kind`. */
export type Timer = { id: string; stream: string; kind: string; dueAt: string };

type Changes = Record<string, string | null>;

/** The deadline of a timer that has ended: it may be set again, so its document stays. */
const NEVER = '9999-12-31T23:59:59.999Z';

/** Per event what it sets (kind → ISO instant) and what it ends (kind → null). */
export type TimerTable<E extends Event> = {
  [T in E['type']]?: { changes(event: Recorded<Extract<E, { type: T }>>): Changes }['changes'];
};

/** Timers are a projection: durable, replayable, and removed by the event that ends the wait. */
export const timersOf = <E extends Event>(version: number, table: TimerTable<E>): Projection<Timer, E> => {
  const changesOf = (event: Recorded<E>): Changes =>
    (table[event.type as E['type']] as undefined | ((event: Recorded<E>) => Changes))?.(event) ?? {};
  const change = (event: Recorded<E>, _: Partial<Timer>, id: string) => {
    const kind = id.slice(event.stream.length + 1);
    const dueAt = changesOf(event)[kind];
    return { stream: event.stream, kind, dueAt: dueAt ?? NEVER };
  };
  return {
    view: 'timers',
    version,
    key: (event) => Object.keys(changesOf(event)).map((kind) => `${event.stream}:${kind}`),
    on: Object.fromEntries(Object.keys(table).map((type) => [type, change])) as unknown as Projection<
      Timer,
      E
    >['on'],
    indexes: [['dueAt']],
  };
};
