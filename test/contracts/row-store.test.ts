import { openSqliteRowStore } from '../../kernel/row-store/sqlite-row-store.ts';
import { inFolder, inMemory } from './places.ts';
import { rowStoreContract } from './row-store.contract.ts';

rowStoreContract('SQLite in memory', inMemory(openSqliteRowStore));
rowStoreContract('SQLite in a folder', inFolder(openSqliteRowStore));
