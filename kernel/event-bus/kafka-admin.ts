import type { Admin } from 'kafkajs';
import type { Client } from './kafka-client.ts';
import { rootOf, translated } from './kafka-errors.ts';
import { UnavailableError } from '../domain-error.ts';

const SOONEST = 50;
const LATEST = 1_600;

/** One connection for questions; after a failure a new one, and the question is put again. */
export const createAdmin = (client: Client) => {
  let current: Promise<Admin> | undefined;
  let isClosed = false;
  const asked = new Map<string, Promise<unknown>>();

  const connect = async () => {
    const admin = client.admin();
    await admin.connect();
    return admin;
  };

  const drop = async () => {
    const dropped = current;
    current = undefined;
    await dropped?.then((admin) => admin.disconnect()).catch(() => {});
  };

  const ask = async <T>(question: (admin: Admin) => Promise<T>): Promise<T> => {
    for (let pause = SOONEST; ; pause *= 2) {
      if (isClosed) throw new UnavailableError('The bus is closed.');
      const isNew = current === undefined;
      const used = (current ??= connect());
      try {
        return await question(await used);
      } catch (error) {
        // Somebody else's failure has ended the connection under this question, which may be a good one.
        const isTaken = current !== used;
        if (!isTaken) void drop();
        const told = isTaken && error instanceof TypeError ? takenAway(error) : translated(error);
        const mayPass = isTaken || isFromBroker(told) ? pause <= LATEST : !isNew;
        if (!mayPass || !(told instanceof UnavailableError)) throw told;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  };

  return {
    ask,

    /** Those who ask the same at the same time get one answer. */
    askJoined<T>(name: string, question: (admin: Admin) => Promise<T>): Promise<T> {
      const pending = asked.get(name);
      if (pending) return pending as Promise<T>;
      const answer = ask(question).finally(() => asked.delete(name));
      asked.set(name, answer);
      return answer;
    },

    /** Nothing is asked any more, and no connection opened again. */
    close() {
      isClosed = true;
      return drop();
    },
  };
};

/** kafkajs knows nothing of the brokers any more on a connection that was ended. */
const takenAway = (cause: TypeError) =>
  new UnavailableError('Kafka did not answer: the connection was given up.', { cause });

/** As `not the leader`, while one is chosen; kafkajs itself tries again where nobody answers. */
const isFromBroker = (error: Error) => rootOf(error).type !== undefined;

export type Asking = ReturnType<typeof createAdmin>;
