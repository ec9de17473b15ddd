import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Keeps a second process from running on the same data folder. The lock is SQLite's own, so it ends
 * with the process, however that ends. Throws when another process holds it.
 */
export const lockFolder = (folder: string): { release(): void } => {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
  } catch (cause) {
    throw new Error(`Another Chimera runs on the folder ${folder}: stop it, or set DATA_DIR to another.`, {
      cause,
    });
  }
  return { release: () => database.close() };
};
