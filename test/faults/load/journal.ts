import { createWriteStream } from 'node:fs';
import { commandId } from '../../../kernel/ids.ts';

export type Service = 'users' | 'gigs' | 'orders' | 'ratings';

/** `ids`: what the answer named. `unknown`: no answer came until the end. */
export type Entry = {
  service: Service;
  command: string;
  commandId: string;
  actor: string;
  /** Of a registration, whose commandId is made of more than its key. */
  stream?: string;
  outcome: 'acknowledged' | 'refused' | 'unknown';
  codes?: string[];
  /** What was expected of it to be: such a command may leave nothing in the store. */
  isWrong: boolean;
  tries: number;
  milliseconds: number;
};

const SERVICE_OF: Record<string, Service> = {
  registerUser: 'users',
  openSellerProfile: 'users',
  setCapacity: 'users',
  createGig: 'gigs',
  publishGig: 'gigs',
  editGig: 'gigs',
  submitRating: 'ratings',
  rateBuyer: 'ratings',
  replyToRating: 'ratings',
};

/** What was promised: every command whose answer came, in memory and in a file. */
export const createJournal = (file: string) => {
  const entries: Entry[] = [];
  const written = createWriteStream(file, { flags: 'a' });
  return {
    entries,
    note(mutation: string, actor: string, key: string, rest: Omit<Entry, Named>) {
      const command = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}`;
      const service = SERVICE_OF[mutation] ?? 'orders';
      const entry = { service, command, commandId: commandId(actor, command, key), actor, ...rest };
      entries.push(entry);
      written.write(`${JSON.stringify({ at: new Date().toISOString(), key, ...entry })}\n`);
    },
    close: () => written.end(),
  };
};

type Named = 'service' | 'command' | 'commandId' | 'actor';
export type Journal = ReturnType<typeof createJournal>;
