import kafkajs from 'kafkajs';
import type { Db, MongoClient } from 'mongodb';
import { canonicalJson } from '../../../kernel/canonical.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import { eventually } from '../../journeys/eventually.ts';
import { withAdminOf } from '../../servers/kafka-admin.ts';
import type { Ledger, Message } from './ledger.ts';

const { Kafka, logLevel } = kafkajs;

/** Milliseconds to read one topic. */
const PATIENCE = 300_000;
/** Milliseconds for a partition to have a leader again. */
const LEADERLESS = 60_000;

type CommitDocument = { _id: string; number?: number; stream: string; commandId: string; events: string };
type ViewDocument = { _id: string; applied: object; broken: boolean; body: object };
type Place = { mongo: MongoClient; brokers: string[]; namespace: string };

/** Databases and topics of one namespace. */
export const openProductionLedger = ({ mongo, brokers, namespace }: Place): Ledger => {
  const databaseOf = (service: string): Db => mongo.db(`${namespace}-${service}`);
  const kafka = new Kafka({ clientId: 'checker', brokers, logLevel: logLevel.NOTHING });
  const collections = async (service: string, prefix: string) => {
    const all = await databaseOf(service).listCollections({}, { nameOnly: true }).toArray();
    return all.map(({ name }) => name).filter((name) => name.startsWith(prefix));
  };

  return {
    async commits(service) {
      const found = await databaseOf(service).collection<CommitDocument>('commits').find().toArray();
      return found.map(({ number, stream, commandId, events }) => ({
        number,
        stream,
        commandId,
        events: (JSON.parse(events) as Recorded[]).map((event, i) => ({
          ...event,
          position: (number ?? 0) * 1_000 + i,
        })),
      }));
    },
    messages: (service) => readTopic(kafka, `${namespace}.${service}.events`),
    async rows<T>(service: string, name: string) {
      const found = await databaseOf(service).collection<{ body: T }>(`rows_${name}`).find().toArray();
      return found.map(({ body }) => body as T);
    },
    async view(service, name) {
      const shown = [];
      for (const version of await collections(service, `view_${name}@`))
        for (const { _id, applied, broken, body } of await databaseOf(service)
          .collection<ViewDocument>(version)
          .find()
          .toArray())
          shown.push({ id: _id, version, applied: canonicalJson(applied), broken, body });
      return shown;
    },
    async views(service) {
      const names = await collections(service, 'view_');
      return [...new Set(names.map((name) => name.slice('view_'.length).split('@')[0]!))];
    },
    close: async () => {},
  };
};

/** A broker that was frozen or killed a moment ago may lead nothing yet. */
const endsOf = (kafka: kafkajs.Kafka, topic: string) =>
  eventually(
    () => withAdminOf(kafka, (admin) => admin.fetchTopicOffsets(topic)),
    () => true,
    LEADERLESS,
  );

/** From the first message to what is the end now. */
const readTopic = async (kafka: kafkajs.Kafka, topic: string): Promise<Message[]> => {
  const ends = await endsOf(kafka, topic);
  const left = new Map(
    ends.filter(({ high }) => high !== '0').map(({ partition, high }) => [partition, Number(high)]),
  );
  const messages: Message[] = [];
  if (left.size === 0) return messages;
  const consumer = kafka.consumer({ groupId: `checker-${topic}-${Date.now()}`, maxBytes: 8_000_000 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const missed = () =>
      reject(new Error(`${topic}: not read to its end within ${PATIENCE} ms: ${[...left]}`));
    setTimeout(missed, PATIENCE).unref();
    void consumer.run({
      eachBatch: async ({ batch: { partition, messages: some } }) => {
        for (const { offset, key, value, headers } of some)
          messages.push({
            partition,
            offset: Number(offset),
            key: String(key),
            value: value === null ? '' : String(value),
            headers: Object.fromEntries(
              Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]),
            ),
          });
        if (Number(some.at(-1)?.offset ?? -1) + 1 >= (left.get(partition) ?? 0)) left.delete(partition);
        if (left.size === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
  return messages.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
};
