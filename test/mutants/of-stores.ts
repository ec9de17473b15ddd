import type { Mutant } from './mutants.ts';

const onMongo = { needs: 'MongoDB' } as const;

/** The log and the views, on SQLite and on MongoDB. */
export const ofStores: Mutant[] = [
  {
    name: 'all events of a commit have one position (SQLite)',
    file: 'kernel/event-store/sqlite-appends.ts',
    find: 'Object.assign(event, { position: number * 1_000 + i }),',
    replace: 'Object.assign(event, { position: number * 1_000 + 0 * i }),',
    tests: ['test/contracts/event-store'],
  },
  {
    name: 'a view is written over what another process wrote (SQLite)',
    file: 'kernel/view-store/sqlite-view-writes.ts',
    find: 'writes = writes + 1 WHERE id = ? AND writes = ?`',
    replace: 'writes = writes + 1 WHERE id = ? AND ? >= 0`',
    tests: ['test/contracts/view-store', 'test/kernel/projecting'],
  },
  {
    name: 'the checkpoint is saved although a document was lost (SQLite)',
    file: 'kernel/view-store/sqlite-view-writes.ts',
    find: 'next === documents.length && lost.length === 0 && checkpoint',
    replace: 'next === documents.length && checkpoint',
    tests: ['test/contracts/view-store', 'test/kernel/projecting'],
  },
  {
    name: 'a replaced view may be written over by who has loaded what was there before (SQLite)',
    file: 'kernel/view-store/sqlite-view-writes.ts',
    find: 'SET writes = writes + ?, stored_at = ?`, most,',
    replace: 'SET writes = writes + ?, stored_at = ?`, 0 * most,',
    tests: ['test/contracts/view-store'],
  },
  {
    name: 'a copy that is another one by now takes the place of a view',
    file: 'kernel/view-store/mongo-replace.ts',
    find: 'if (!(await copy.isAsSeen())) return false;',
    replace: '',
    tests: ['test/contracts/view-store'],
    ...onMongo,
  },
  {
    name: 'a claim is checked but not reserved (SQLite)',
    file: 'kernel/event-store/sqlite-appends.ts',
    find: "  for (const claim of claims) database.run('INSERT OR IGNORE INTO claims VALUES (?, ?)', claim, stream);\n  const last",
    replace: '  const last',
    tests: ['test/contracts/event-store'],
  },
  {
    name: 'all events of a commit have one position (MongoDB)',
    file: 'kernel/event-store/mongo-commits.ts',
    find: 'number * 1_000 + i',
    replace: 'number * 1_000 + 0 * i',
    tests: ['test/contracts/event-store.test'],
    ...onMongo,
  },
  {
    name: 'numbering skips over a predecessor that waits',
    file: 'kernel/event-store/mongo-numbers.ts',
    find: '      if (!ready.has(one.previous)) continue;\n',
    replace: '',
    tests: ['test/contracts/mongo-numbers'],
    ...onMongo,
  },
  {
    name: 'the total order is that of the inserts',
    file: 'kernel/event-store/mongo-numbers.ts',
    find: 'if (ordered.length > 0 || waiting.length < MOST_AT_ONCE) return ordered;',
    replace: 'if (ordered.length > 0 || waiting.length < MOST_AT_ONCE) return waiting.toReversed();',
    tests: ['test/contracts/mongo-numbers', 'test/contracts/event-store.test'],
    ...onMongo,
  },
  {
    name: 'who asks for the end moves the number of who numbers',
    file: 'kernel/event-store/mongo-numbers.ts',
    find: `    for (let found = MOST_AT_ONCE; found === MOST_AT_ONCE; number += found)
      found = await countOf(commits, numbersAfter(number, MOST_AT_ONCE));
    return learn(number);`,
    replace: `    known = number;
    for (let found = MOST_AT_ONCE; found === MOST_AT_ONCE; known += found)
      found = await countOf(commits, numbersAfter(known, MOST_AT_ONCE));
    return known;`,
    tests: ['test/contracts/mongo-numbers'],
    ...onMongo,
  },
  {
    name: 'a view is written over what another process wrote (MongoDB)',
    file: 'kernel/view-store/mongo-view-writes.ts',
    find: 'filter: { _id: id, writes }, update',
    replace: 'filter: { _id: id }, update',
    tests: ['test/contracts/view-store'],
    ...onMongo,
  },
  {
    name: 'a new document is written over what another process made (MongoDB)',
    file: 'kernel/view-store/mongo-view-writes.ts',
    find: '$setOnInsert: set',
    replace: '$set: set',
    tests: ['test/contracts/view-store'],
    ...onMongo,
  },
  {
    name: 'the checkpoint is saved although a document was lost (MongoDB)',
    file: 'kernel/view-store/mongo-view.ts',
    find: 'if (checkpoint && lost.length === 0) {',
    replace: 'if (checkpoint) {',
    tests: ['test/contracts/view-store'],
    ...onMongo,
  },
  {
    name: 'a replaced view loses what was written meanwhile (MongoDB)',
    file: 'kernel/view-store/mongo-replace.ts',
    find: 'return { updateOne: { filter: { _id, writes }, update, upsert: writes === 0 } };',
    replace: 'return { updateOne: { filter: { _id }, update, upsert: true } };',
    tests: ['test/contracts/mongo-replace'],
    ...onMongo,
  },
  {
    name: 'the lease is taken from whoever has it',
    file: 'kernel/mongo-lease.ts',
    find: 'return now() - seen.at >= STANDS_STILL && raise(lease);',
    replace: 'return raise(lease);',
    tests: ['test/contracts/mongo-lease'],
    ...onMongo,
  },
  {
    name: 'the lease is kept although another has taken it',
    file: 'kernel/mongo-lease.ts',
    find: 'updateOne({ _id: name, holder, count }, change)',
    replace: 'updateOne({ _id: name }, change)',
    tests: ['test/contracts/mongo-lease'],
    ...onMongo,
  },
];
