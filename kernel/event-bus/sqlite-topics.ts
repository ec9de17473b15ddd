import { createHash } from 'node:crypto';
import { openDatabase } from '../sqlite.ts';
import { PARTITIONS, type BusMessage, type Delivered } from './event-bus.ts';

// The stored format: a topic is its messages in one sequence; an offset counts within a partition.
const TABLES = `
  CREATE TABLE IF NOT EXISTS messages (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, key TEXT NOT NULL,
    value TEXT NOT NULL, headers TEXT NOT NULL, stored_at INTEGER NOT NULL,
    PRIMARY KEY (topic, partition, offset)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ends (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS offsets (
    consumers TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (consumers, topic, partition)) STRICT, WITHOUT ROWID;
`;

type Counted = { partition: number; next: number };
type MessageRow = { offset: number; key: string; value: string; headers: string };

/** The messages and offsets of a bus in one file. */
export const openTopics = (file: string) => {
  // Messages are synced; a group's offsets need not be: what is lost of them is delivered again. In memory
  // there is one connection, since each would have a database of its own.
  const messages = openDatabase(file, 'FULL');
  messages.exec(TABLES);
  const offsets = file === ':memory:' ? messages : openDatabase(file, 'NORMAL');

  const endsOf = (topic: string): Map<number, number> => {
    const rows = messages.all<Counted>('SELECT partition, next FROM ends WHERE topic = ?', topic);
    return new Map(rows.map(({ partition, next }) => [partition, next]));
  };

  return {
    append(topic: string, batch: BusMessage[]) {
      const insert = messages.statement('INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)');
      const now = Date.now();
      messages.transaction(() => {
        const ends = endsOf(topic);
        for (const { key, value, headers } of batch) {
          const partition = partitionOf(key);
          const offset = ends.get(partition) ?? 0;
          insert.run(topic, partition, offset, key, value, JSON.stringify(headers), now);
          ends.set(partition, offset + 1);
        }
        for (const [partition, next] of ends)
          messages.run('INSERT OR REPLACE INTO ends VALUES (?, ?, ?)', topic, partition, next);
      });
    },

    read(topic: string, partition: number, from: number, limit: number): Delivered[] {
      const sql = `SELECT offset, key, value, headers FROM messages
        WHERE topic = ? AND partition = ? AND offset >= ? ORDER BY offset LIMIT ?`;
      const rows = messages.all<MessageRow>(sql, topic, partition, from, limit);
      return rows.map(({ offset, key, value, headers }) => {
        return {
          topic,
          partition,
          offset,
          key,
          value,
          headers: JSON.parse(headers) as BusMessage['headers'],
        };
      });
    },

    endsOf,

    offsetsOf(group: string, topic: string): Map<number, number> {
      const sql = 'SELECT partition, next FROM offsets WHERE consumers = ? AND topic = ?';
      const rows = offsets.all<Counted>(sql, group, topic);
      return new Map(rows.map(({ partition, next }) => [partition, next]));
    },

    saveOffset(group: string, topic: string, partition: number, next: number) {
      offsets.run('INSERT OR REPLACE INTO offsets VALUES (?, ?, ?, ?)', group, topic, partition, next);
    },

    forget(group: string) {
      offsets.run('DELETE FROM offsets WHERE consumers = ?', group);
    },

    remove(topic: string) {
      messages.transaction(() => {
        for (const table of ['messages', 'ends']) messages.run(`DELETE FROM ${table} WHERE topic = ?`, topic);
      });
      offsets.run('DELETE FROM offsets WHERE topic = ?', topic);
    },

    /** Deletes messages from before an instant (epoch ms) of topics with this ending; ends and offsets stay. */
    deleteBefore(ending: string, instant: number) {
      // By the topic's name: a search for the ending would read every message that there is.
      const known = messages.all<{ topic: string }>('SELECT DISTINCT topic FROM ends');
      for (const { topic } of known.filter((one) => one.topic.endsWith(ending)))
        messages.run('DELETE FROM messages WHERE topic = ? AND stored_at < ?', topic, instant);
    },

    close() {
      messages.close();
      if (offsets !== messages) offsets.close();
    },
  };
};

export type Topics = ReturnType<typeof openTopics>;

/** By the key alone, for ever: one stream stays in one partition. */
const partitionOf = (key: string) => createHash('sha1').update(key).digest().readUInt32BE() % PARTITIONS;
