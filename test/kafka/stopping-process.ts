import { createRequire } from 'node:module';
import { EventEmitter } from 'node:events';
import { stopSpins } from '../../kernel/event-bus/kafka-spin-patch.ts';

// A consumer of kafkajs with two brokers, of which one goes while it is stopped. Prints "stopped" once it is; as
// kafkajs comes (`unpatched`) it never is, and whoever started this process must end it.
const [patched] = process.argv.slice(2);
const log = { info() {}, warn() {}, error() {} };
if (patched !== 'unpatched') stopSpins(log);

const said = { ...log, debug() {}, namespace: () => said };
let brokers = ['1', '2'];
const { promise: secondAnswers, resolve: answer } = Promise.withResolvers<void>();
const turn = () => new Promise((resolve) => setImmediate(resolve));
const consumerGroup = {
  connect: async () => {},
  joinAndSync: async () => {},
  leave: async () => {},
  heartbeat: async () => {},
  getNodeIds: () => brokers,
  fetch: async (nodeId: string) => {
    await (nodeId === '2' ? secondAnswers : turn());
    return [];
  },
};
const Runner = createRequire(import.meta.url)('kafkajs/src/consumer/runner');
const runner = new Runner({
  logger: said,
  consumerGroup,
  instrumentationEmitter: new EventEmitter(),
  retry: { initialRetryTime: 10 },
  onCrash: (error: Error) => console.log('crashed', error),
});
await runner.start();
await turn();
brokers = ['1']; // the first fetcher ends at that, and the manager waits for the second
await turn();
await turn();
const stopping = runner.stop();
answer();
await stopping;
console.log('stopped');
