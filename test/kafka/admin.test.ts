import { describe, expect, it } from '@jest/globals';
import type { Admin } from 'kafkajs';
import { createAdmin } from '../../kernel/event-bus/kafka-admin.ts';
import type { Client } from '../../kernel/event-bus/kafka-client.ts';

/** Forgets its brokers when it is disconnected, as that of kafkajs does. */
const clientOf = () => {
  const opened: { metadata: object | null }[] = [];
  const admin = () => {
    const one = { metadata: {} as object | null };
    opened.push(one);
    return { connect: async () => {}, disconnect: async () => void (one.metadata = null), one };
  };
  return { client: { admin } as unknown as Client, opened };
};
const oneOf = (admin: Admin) => (admin as unknown as { one: { metadata: { topics?: number } | null } }).one;
const failure = () => Object.assign(new Error('closed'), { name: 'KafkaJSConnectionError', retriable: true });

describe('questions that share a connection', () => {
  it('are asked again when another’s failure has ended it under them', async () => {
    const { client, opened } = clientOf();
    const { ask } = createAdmin(client);
    await ask(async () => 'it is open');
    let hasFailed = false;
    const failing = ask(async () => {
      if (hasFailed) return 'answered';
      hasFailed = true;
      throw failure();
    });
    const waiting = ask(async (admin) => {
      await new Promise((resolve) => setTimeout(resolve, 5)); // the other has failed meanwhile
      return oneOf(admin).metadata!.topics ?? 'answered';
    });
    expect(await Promise.all([failing, waiting])).toEqual(['answered', 'answered']);
    expect(opened).toHaveLength(2);
  });

  it('go on when that happens to the one that had opened it', async () => {
    const { client } = clientOf();
    const { ask } = createAdmin(client);
    const opening = ask(async (admin) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (oneOf(admin).metadata === null) throw failure(); // as its answers under way fail
      return 'answered';
    });
    let hasFailed = false;
    const failing = ask(async () => {
      if (hasFailed) return 'answered';
      hasFailed = true;
      throw failure();
    });
    expect(await Promise.all([opening, failing])).toEqual(['answered', 'answered']);
  });

  it('are refused once it is closed, and open none', async () => {
    const { client, opened } = clientOf();
    const { ask, close } = createAdmin(client);
    await ask(async () => 'it is open');
    const retried = ask(async () => {
      throw failure();
    });
    await close();
    await expect(retried).rejects.toThrow('The bus is closed.');
    await expect(ask(async () => 'answered')).rejects.toThrow('The bus is closed.');
    expect(opened).toHaveLength(1);
  });

  it('are told of a bug of their own', async () => {
    const { ask } = createAdmin(clientOf().client);
    await expect(ask(async () => (null as never)['topics'])).rejects.toThrow(TypeError);
  });
});
