import { expect, it } from '@jest/globals';
import { MongoBulkWriteError, type Collection } from 'mongodb';
import type { ViewDocument } from '../../kernel/view-store/mongo-query.ts';
import { storeAll } from '../../kernel/view-store/mongo-view-writes.ts';
import { stored } from './view-store/documents.ts';

/** What the driver throws where one document was there already, and perhaps the others are not with a majority. */
const lostOne = (concern: object | undefined) => {
  const result = { matchedCount: 0, upsertedCount: 1, getWriteConcernError: () => concern };
  const error = new MongoBulkWriteError({ message: 'E11000', code: 11000 } as never, result as never);
  return Object.assign(error, { result, writeErrors: [{ code: 11000 }] });
};

const failing = (error: Error) =>
  ({
    bulkWrite: () => Promise.reject(error),
    find: () => ({ toArray: async () => [] }),
  }) as unknown as Collection<ViewDocument>;

const documents = [stored({ id: 'a' }), stored({ id: 'b' })];

it('what is not with a majority is not called stored, though another document was lost at the same time', async () => {
  const unsure = lostOne({ code: 91, errmsg: 'the primary steps down' });
  await expect(storeAll(failing(unsure), documents)).rejects.toBe(unsure);
  expect(await storeAll(failing(lostOne(undefined)), documents)).toEqual(['a', 'b']);
});
