import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SQLITE_BUSY = 5;

/**
 * Keeps a second process from running on the same data folder. The lock is SQLite's own, so it ends
 * with the process, however that ends. Throws when another process holds it, or nothing can be written.
 */
export const lockFolder = (folder: string): { release(): void } => {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    const database = new DatabaseSync(join(folder, 'lock.sqlite'));
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    return { release: () => database.close() };
  } catch (cause) {
    const isHeld = (cause as { errcode?: number }).errcode === SQLITE_BUSY;
    const why = isHeld
      ? `Another Chimera runs on the folder ${folder}: stop it, or set DATA_DIR to another.`
      : `The folder ${folder} cannot be written (${(cause as Error).message}): set DATA_DIR to another.`;
    throw new Error(why, { cause });
  }
};
