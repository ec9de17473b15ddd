import { openKafkaEventBus } from '../../kernel/event-bus/kafka-event-bus.ts';

// A worker to be killed: says a line for each batch that it has handled.
const [namespace, topic, group] = process.argv.slice(2) as [string, string, string];
const brokers = process.env['KAFKA_BROKERS']!.split(',');
const log = { info() {}, warn() {}, error() {} };
const bus = await openKafkaEventBus({ brokers, clientId: 'member', namespace, log });
await bus.subscribe({
  topics: [topic],
  group,
  handle: async (messages) => console.log(`handled ${messages.length}`),
});
