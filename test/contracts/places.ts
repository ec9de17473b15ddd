import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from '@jest/globals';

/** Where an adapter keeps its data: empty at first; closed and opened again, it has the same data. */
export type Place<Port> = { open(): Promise<Port>; discard(): Promise<void> };

export type Adapter<Port> = {
  /** False where a close loses the data, as in memory: then a contract leaves out what comes after one. */
  isDurable: boolean;
  /** Compares texts by UTF-16 units, as a stand-in for MongoDB does; MongoDB itself by bytes. */
  comparesUnits?: boolean;
  create(): Promise<Place<Port>>;
};

type Closable = { close(): Promise<void> };

/** Places for the tests of one `describe`, closed and discarded after each. */
export const usePlaces = <Port extends Closable>({ create }: Adapter<Port>) => {
  const places = new Map<Port, Place<Port>>();

  afterEach(async () => {
    for (const [port, place] of places) {
      await port.close();
      await place.discard();
    }
    places.clear();
  });

  const openAt = async (place: Place<Port>) => {
    const port = await place.open();
    places.set(port, place);
    return port;
  };

  return {
    open: async () => openAt(await create()),
    async reopen(port: Port) {
      const place = places.get(port)!;
      places.delete(port);
      await port.close();
      return openAt(place);
    },
  };
};

type Open<Port> = (file: string) => Promise<Port>;

export const inMemory = <Port>(open: Open<Port>): Adapter<Port> => ({
  isDurable: false,
  create: async () => ({ open: () => open(':memory:'), discard: async () => {} }),
});

export const inFolder = <Port>(open: Open<Port>): Adapter<Port> => ({
  isDurable: true,
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'chimera-contract-'));
    return {
      open: () => open(join(folder, 'store.sqlite')),
      discard: () => rm(folder, { recursive: true }),
    };
  },
});

/** Waits until it holds; what is awaited may come over a network. */
export const until = async (holds: () => boolean | Promise<boolean>, patience = 20_000) => {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Expected within ${patience} ms: ${holds}`);
    await sleep(5);
  }
};

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Ids that were meant to break something: each is a text like any other. */
export const oddIds = [
  "o'hara",
  '"quoted"',
  '__proto__',
  'constructor',
  'é 🎈',
  'e\u0301', // the é of two characters is another text
  'a\u0000b',
  '%_*?',
  '$.a[0]',
  'null',
  '1',
  '1.0',
  ' ',
  'x'.repeat(1_000),
];
