import { PARTITIONS, type Delivered, type EventBus } from '../../kernel/event-bus/event-bus.ts';

/** A message of the service's own publisher; `position` as its header says. */
export type Placed = Delivered & { position: number };

/** A crash may have sent some of the last messages again: the greatest position is not always the last. */
const NEAR_THE_END = 100;
const MANY = 1_000;

/** The greatest position on a topic; 0 when it is empty. Cheap, for every start. */
export const lastPositionOf = async (bus: EventBus, topic: string): Promise<number> => {
  const ends = await bus.ends(topic);
  const lasts = partitions.map((partition) =>
    lastIn(bus, { topic, partition }, ends[`${topic}/${partition}`] ?? 0),
  );
  return Math.max(...(await Promise.all(lasts)));
};

type Place = { topic: string; partition: number };

const lastIn = async (bus: EventBus, { topic, partition }: Place, end: number): Promise<number> => {
  for (let before = end; before > 0;) {
    const from = Math.max(0, before - NEAR_THE_END);
    const found = placed(await readTo(bus, { topic, partition }, from, before));
    if (found.length > 0) return Math.max(...found.map(({ position }) => position));
    before = from; // bytes that are no event say nothing of where the log ends
  }
  return 0;
};

/**
 * Is there a position as great as this? Looks back from the end, past whatever was sent again: where there is none,
 * the whole topic is read.
 */
export const reaches = async (bus: EventBus, topic: string, position: number): Promise<boolean> => {
  const ends = await bus.ends(topic);
  for (const partition of partitions) {
    for (let before = ends[`${topic}/${partition}`] ?? 0; before > 0;) {
      const from = Math.max(0, before - MANY);
      const found = placed(await readTo(bus, { topic, partition }, from, before));
      if (found.some((one) => one.position >= position)) return true;
      before = from;
    }
  }
  return false;
};

/** Is a position the first of its partition? */
export const beginsWith = async (bus: EventBus, topic: string, position: number): Promise<boolean> => {
  const ends = await bus.ends(topic);
  for (const partition of partitions) {
    const end = ends[`${topic}/${partition}`] ?? 0;
    for (let offset = 0; offset < end;) {
      const page = await bus.read(topic, partition, offset);
      const [first] = placed(page);
      if (first?.position === position) return true;
      offset = first ? end : (page.at(-1)?.offset ?? end) + 1; // bytes that are no event say nothing
    }
  }
  return false;
};

const readTo = async (bus: EventBus, { topic, partition }: Place, from: number, end: number) => {
  const messages: Delivered[] = [];
  for (let offset = from; offset < end;) {
    const page = await bus.read(topic, partition, offset);
    messages.push(...page.filter((message) => message.offset < end));
    offset = (page.at(-1)?.offset ?? end) + 1;
  }
  return messages;
};

/**
 * The events of a topic up to where it ends now, by position, each once: what was sent again is left out.
 * Holds one page of each partition in memory.
 */
export async function* eventsOn(bus: EventBus, topic: string): AsyncGenerator<Placed> {
  const ends = await bus.ends(topic);
  const readers = partitions.map((partition) =>
    readerOf(bus, { topic, partition }, ends[`${topic}/${partition}`] ?? 0),
  );
  await Promise.all(readers.map((reader) => reader.fill()));
  for (;;) {
    const next = readers.reduce((least, reader) => (reader.head() < least.head() ? reader : least));
    if (next.head() === Infinity) return;
    yield next.take();
    if (next.isEmpty()) await next.fill();
  }
}

/** The messages of one partition whose positions go up. */
const readerOf = (bus: EventBus, { topic, partition }: Place, end: number) => {
  let page: Placed[] = [];
  let at = 0;
  let offset = 0;
  let greatest = 0;

  return {
    head: () => page[at]?.position ?? Infinity,
    isEmpty: () => at === page.length,
    take: () => page[at++]!,

    async fill() {
      page = [];
      at = 0;
      while (page.length === 0 && offset < end) {
        const messages = await bus.read(topic, partition, offset);
        offset = (messages.at(-1)?.offset ?? end) + 1;
        page = placed(messages).filter(({ position }) => {
          if (position <= greatest) return false;
          greatest = position;
          return true;
        });
      }
    },
  };
};

const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);

const placed = (messages: Delivered[]): Placed[] =>
  messages
    .filter(isOfCommit)
    .map((message) => ({ ...message, position: Number(message.headers['position']) }));

/** Has what a publisher sends. Who else may write to a topic may write what is of no commit: it is passed over. */
const isOfCommit = ({ headers }: Delivered): boolean =>
  ['position', 'commitSize'].every((name) => isCount(Number(headers[name]))) &&
  ['commandId', 'requestHash'].every((name) => headers[name] !== undefined);

const isCount = (value: number) => Number.isSafeInteger(value) && value > 0;
