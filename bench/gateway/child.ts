import { once } from 'node:events';

/** For a process that the bench has started: it ends with the bench. */
process.on('disconnect', () => process.exit());

/** What the bench gives it to begin with. */
export const given = async <T>() => (await once(process, 'message'))[0] as T;

/** The first message is that it is ready. */
export const tell = (message: unknown) => void process.send!(message);
