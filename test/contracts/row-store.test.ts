import { openMongoRowStore } from '../../kernel/row-store/mongo-row-store.ts';
import { openSqliteRowStore } from '../../kernel/row-store/sqlite-row-store.ts';
import { inFolder, inMemory } from './places.ts';
import { rowStoreContract } from './row-store.contract.ts';
import { onMongo, withMongo } from './servers.ts';

rowStoreContract('SQLite in memory', inMemory(openSqliteRowStore));
rowStoreContract('SQLite in a folder', inFolder(openSqliteRowStore));
withMongo('row store: MongoDB', (url) => rowStoreContract('MongoDB', onMongo(url, openMongoRowStore)));
