import { openMongoViewStore } from '../../kernel/view-store/mongo-view-store.ts';
import { openSqliteViewStore } from '../../kernel/view-store/sqlite-view-store.ts';
import { inFolder, inMemory } from './places.ts';
import { viewStoreContract } from './view-store.contract.ts';
import { onMongo, withMongo } from './servers.ts';

viewStoreContract('SQLite in memory', inMemory(openSqliteViewStore));
viewStoreContract('SQLite in a folder', inFolder(openSqliteViewStore));
withMongo('view store: MongoDB', (url) => viewStoreContract('MongoDB', onMongo(url, openMongoViewStore)));
