import { openSqliteViewStore } from '../../kernel/view-store/sqlite-view-store.ts';
import { inFolder, inMemory } from './places.ts';
import { viewStoreContract } from './view-store.contract.ts';

viewStoreContract('SQLite in memory', inMemory(openSqliteViewStore));
viewStoreContract('SQLite in a folder', inFolder(openSqliteViewStore));
