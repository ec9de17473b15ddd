import type { Mutant } from './mutants.ts';

const run = ['test/kernel'];

/** Handling a command, and what follows from an event. */
export const ofTheKernel: Mutant[] = [
  {
    name: 'an event is applied again when it is delivered again',
    file: 'kernel/projection.ts',
    find: 'if (stored.broken || event.position <= (stored.applied[source] ?? 0)) return stored;',
    replace: 'if (stored.broken) return stored;',
    tests: run,
  },
  {
    name: 'a command asked twice is looked up after it was decided',
    file: 'kernel/command-handler.ts',
    find: `  const done = await doneBefore(eventStore, request);
  if (done) return done;

  const revision = history.at(-1)?.revision ?? 0;
  const { initialState, evolve, decide } = aggregate.decider;
  const decided = decide(command, history.reduce(evolve, initialState));`,
    replace: `  const revision = history.at(-1)?.revision ?? 0;
  const { initialState, evolve, decide } = aggregate.decider;
  const decided = decide(command, history.reduce(evolve, initialState));
  const done = await doneBefore(eventStore, request);
  if (done) return done;`,
    tests: ['test/kernel/commands', 'test/kernel/command-twins'],
  },
  {
    name: 'a lost race is answered as a conflict instead of being decided again',
    file: 'kernel/command-handler.ts',
    find: 'const ATTEMPTS = 4;',
    replace: 'const ATTEMPTS = 1;',
    tests: ['test/kernel/commands', 'test/kernel/command-twins'],
  },
  {
    name: 'the same key with another request is taken for a repetition',
    file: 'kernel/command-handler.ts',
    find: 'if (done.requestHash !== requestHash)',
    replace: 'if (false)',
    tests: ['test/kernel/commands'],
  },
  {
    name: 'the publisher saves its checkpoint before the acknowledgement',
    file: 'kernel/publisher.ts',
    find: `      await bus.publish(topicOf(service), await messagesOf(eventStore, first, last));
      reached('publish.afterAck');
      await viewStore.saveCheckpoint({ name: PUBLISHED, position: last });`,
    replace: `      await viewStore.saveCheckpoint({ name: PUBLISHED, position: last });
      await bus.publish(topicOf(service), await messagesOf(eventStore, first, last));
      reached('publish.afterAck');`,
    tests: ['test/kernel/dying', 'test/kernel/publisher', 'test/kernel/following', 'test/kernel/tailing'],
  },
  {
    name: 'two reactions to one event send commands under one id',
    file: 'kernel/reactor.ts',
    find: 'const id = commandId(causationId, asked.type, name);',
    replace: 'const id = commandId(causationId, asked.type);',
    tests: ['test/kernel/once'],
  },
  {
    name: 'a reaction that failed is forgotten',
    file: 'kernel/reactor.ts',
    find: '  await parked.insert({ id:',
    replace: '  if (error === null) await parked.insert({ id:',
    tests: ['test/kernel/reacting'],
  },
  {
    name: 'an outage parks the stream instead of being waited for',
    file: 'kernel/reactor.ts',
    find: '      if (isTransient(error)) throw error;\n      await park',
    replace: '    await park',
    tests: ['test/kernel/reacting'],
  },
  {
    name: 'a timer is known without its deadline',
    file: 'kernel/timer-runner.ts',
    find: 'const keyOf = ({ id, dueAt }: Timer) => `${id}:${dueAt}`;',
    replace: 'const keyOf = ({ id }: Timer) => id;',
    tests: ['test/kernel/once'],
  },
  {
    name: 'events that are newer than the build are passed over',
    file: 'kernel/consumer.ts',
    find: '        if (newer) throw newer;\n',
    replace: '',
    tests: ['test/kernel/old-versions', 'test/kernel/following'],
  },
  {
    name: 'bytes that are no event stop their partition',
    file: 'kernel/consumer.ts',
    find: `    return undefined;
  }
};`,
    replace: `    throw error;
  }
};`,
    tests: ['test/kernel/following'],
  },
  {
    name: 'who lost the lease goes on',
    file: 'kernel/lease.ts',
    find: '        await lost.close();\n',
    replace: '',
    tests: ['test/kernel/lease'],
  },
  {
    name: 'tails that share a reading skip what one of them has read alone',
    file: 'kernel/shared-log.ts',
    find: 'if (afterPosition < begin || limit > MOST) return store.readAll(afterPosition, limit);',
    replace: '',
    tests: ['test/kernel/shared-log'],
  },
];
