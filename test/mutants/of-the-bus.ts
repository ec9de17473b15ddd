import type { Mutant } from './mutants.ts';

const onKafka = { needs: 'Kafka' } as const;

/** Each counter-measure against a defect of the client, taken out. */
export const ofTheBus: Mutant[] = [
  {
    name: 'an offset is saved before the messages are handled (SQLite)',
    file: 'kernel/event-bus/sqlite-consumer-group.ts',
    find: '    if (messages.length > 0) await subscription.handle(messages);\n',
    replace:
      '    topics.saveOffset(name, topic, partition, next + messages.length);\n    if (messages.length > 0) await subscription.handle(messages);\n',
    tests: ['test/contracts/event-bus'],
  },
  {
    name: 'sends overlap',
    file: 'kernel/event-bus/kafka-producer.ts',
    find: 'const turn = last.then(() => sendAll(topic, encoded));',
    replace: 'const turn = sendAll(topic, encoded);',
    tests: ['test/kafka/lost-acks', 'test/kafka/sender'],
    ...onKafka,
  },
  {
    name: 'a producer that has failed is kept',
    file: 'kernel/event-bus/kafka-producer.ts',
    find: '      void drop();\n      throw translated(error);',
    replace: '      throw translated(error);',
    tests: ['test/kafka/lost-acks', 'test/kafka/sender'],
    ...onKafka,
  },
  {
    name: 'an offset is saved before the messages are handled (Kafka)',
    file: 'kernel/event-bus/kafka-delivery.ts',
    find: '        if (!(await handle(',
    replace: '        await commit(payload, chunk.at(-1)!.offset);\n        if (!(await handle(',
    tests: ['test/contracts/event-bus'],
    ...onKafka,
  },
  {
    name: 'a new group begins at the end',
    file: 'kernel/event-bus/kafka-member.ts',
    find: 'fromBeginning: true',
    replace: 'fromBeginning: false',
    tests: ['test/kafka/messages'],
    ...onKafka,
  },
  {
    name: 'every connection looks for work each millisecond',
    file: 'kernel/event-bus/kafka-spin-patch.ts',
    find: 'if (this.pending.length > 0) schedule.call(this);',
    replace: 'schedule.call(this);',
    tests: ['test/kafka/idle', 'test/kafka/spin-patch'],
    ...onKafka,
  },
  {
    name: 'a consumer that was stopped fetches on',
    file: 'kernel/event-bus/kafka-spin-patch.ts',
    find: 'return this.running ?',
    replace: 'return this ?',
    tests: ['test/kafka/spin-patch'],
    ...onKafka,
  },
];
