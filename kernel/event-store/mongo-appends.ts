import { isDuplicate } from '../mongo.ts';
import type { Checked } from './checked-commit.ts';
import type { Appended, Commit } from './event-store.ts';
import { documentOf, eventsOf, idOf, type Commits } from './mongo-commits.ts';
import type { Streams } from './mongo-streams.ts';

type Appending = { commits: Commits; streams: Streams };

export const appendOne = async (appending: Appending, { commit, json }: Checked): Promise<Appended> => {
  const { commits, streams } = appending;
  const { stream, expectedRevision, claims = [] } = commit;
  const [previous, held] = await Promise.all([
    streams.endingAt(stream, expectedRevision),
    claims.length === 0 ? ([] as string[]) : heldBy(commits, stream, claims),
  ]);
  if (previous === undefined)
    return (await isRepeated(commits, commit)) ? { outcome: 'repeated' } : { outcome: 'conflict' };
  // A name that the stream holds already is not entered twice: the index would take it for another's.
  const fresh = [...new Set(claims)].filter((claim) => !held.includes(claim));
  const document = documentOf({ ...commit, claims: fresh }, json, previous);
  try {
    await commits.insertOne({ ...document, pending: document._id });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return refusal(commits, commit);
  }
  streams.remember(document);
  return { outcome: 'appended', events: eventsOf(document) };
};

const heldBy = async (commits: Commits, stream: string, claims: string[]) => {
  const found = await commits.find({ claims: { $in: claims } }).toArray();
  return found.filter((one) => one.stream === stream).flatMap((one) => one.claims!);
};

/** Which of its unique values another document has: asked, not guessed from the error. */
const refusal = async (commits: Commits, commit: Checked['commit']): Promise<Appended> => {
  const { stream, expectedRevision, claims = [] } = commit;
  if (await isRepeated(commits, commit)) return { outcome: 'repeated' };
  if (await commits.findOne({ _id: idOf(stream, expectedRevision + 1) })) return { outcome: 'conflict' };
  for (const claim of claims) {
    const holder = await holderOf(commits, claim);
    if (holder !== undefined && holder !== stream) return { outcome: 'claimed', claim };
  }
  return { outcome: 'conflict' }; // a twin of this stream has taken the claim meanwhile: to be decided anew
};

const isRepeated = async (commits: Commits, { commandId }: { commandId: string }) =>
  (await commits.findOne({ commandId }, { projection: { _id: 1 } })) !== null;

export const holderOf = async (commits: Commits, claim: string) =>
  (await commits.findOne({ claims: claim }, { projection: { stream: 1 } }))?.stream;

/** Under its number; nothing where it is there already, an error where another is. */
export const restoreOne = async ({ commits, streams }: Appending, { number, events, ...commit }: Commit) => {
  const { stream, commandId } = commit;
  const there = await commits.findOne({ number }, { projection: { commandId: 1 } });
  if (there?.commandId === commandId) return;
  if (there) throw new Error(`Commit ${number} is ${there.commandId} here, but ${commandId} in the copy.`);
  const expectedRevision = events[0]!.revision - 1;
  if (await isNumbered(commits, { _id: idOf(stream, expectedRevision + 1), commandId, number })) return;
  const previous = await streams.endingAt(stream, expectedRevision);
  if (previous === undefined)
    throw new Error(
      `Commit ${number} goes on at revision ${expectedRevision} of ${stream}, which is not there, or goes on already.`,
    );
  const json = JSON.stringify(events.map(({ position: _, ...event }) => event));
  const document = documentOf({ ...commit, expectedRevision, events }, json, previous);
  try {
    await commits.insertOne({ ...document, number });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new Error(`Commit ${number} has no room: ${(error as Error).message}`);
  }
  streams.remember(document);
};

/** It, and more of its stream, may have had no number yet when the backup was made. */
const isNumbered = async (
  commits: Commits,
  { _id, commandId, number }: { _id: string; commandId: string; number: number },
) => {
  const change = { $set: { number }, $unset: { pending: '' as const } };
  const { matchedCount } = await commits.updateOne({ _id, commandId }, change);
  return matchedCount === 1;
};
