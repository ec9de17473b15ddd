import { expect, it } from '@jest/globals';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { withoutLeader } from '../../kernel/event-bus/kafka-offsets.ts';
import { explained } from '../../roles/explain.ts';

const servers = { mongoUrl: 'mongodb://db', brokers: ['kafka:9092'] };
const withCode = (name: string, code: number) => Object.assign(new Error('no'), { name, code });

// 13 is `unauthorized` of MongoDB, and of Kafka `network exception`.
it.each([
  ['MongoServerError', 'The store did not answer: no.', { server: 'MongoDB', mayPass: false }],
  ['KafkaJSProtocolError', 'Kafka did not answer: no.', { server: 'Kafka', mayPass: true }],
])('code 13 of %s is what it is of that server', (name, message, expected) => {
  const error = new UnavailableError(message, { cause: withCode(name, 13) });
  expect(explained(error, servers)).toMatchObject(expected);
});

it('a topic that has no leader yet is Kafka’s, and waited for', () =>
  expect(explained(withoutLeader('orders.events'), servers)).toEqual({
    server: 'Kafka',
    line:
      'Kafka does not answer at kafka:9092 (Kafka has no leader yet for partitions of orders.events): ' +
      'start it, or set KAFKA_BROKERS and KAFKA_TLS.',
    mayPass: true,
  }));
