import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { add, open } from '../kernel/toys/asking.ts';
import { runToys, withStores, type Toys } from '../kernel/toys/running.ts';
import { valueIn, valuesBy } from './values.ts';

let toys: Toys;
let isDown = false;
beforeEach(async () => {
  isDown = false;
  toys = await runToys({
    wrap: (infrastructure) =>
      withStores(infrastructure, 'counters', (stores) => ({
        ...stores,
        eventStore: {
          ...stores.eventStore,
          append: (commit) =>
            isDown ? Promise.reject(new UnavailableError('down')) : stores.eventStore.append(commit),
        },
      })),
  });
});
afterEach(() => toys.close());

const registryOf = () => toys.hosted['counters']!.ground.registry;
const countsOf = (command: string) =>
  valuesBy(registryOf(), 'chimera_command_seconds_count', 'result', { service: 'counters', command });

it('tells commands by what came of them', async () => {
  await toys.ask(open('c1'));
  for (const commandId of ['once', 'once', 'twice']) await toys.ask(add('c1', 1), { commandId });
  await expect(toys.ask(add('c2', 1))).rejects.toThrow('Expected an open counter.');
  isDown = true;
  await expect(toys.ask(add('c1', 1))).rejects.toThrow('It is not known whether this was done.');
  expect(await countsOf('OpenCounter')).toEqual({ done: 1 });
  expect(await countsOf('Add')).toEqual({ done: 2, repeated: 1, NOT_OPEN: 1, RETRYABLE: 1 });
});

it('tells a bug from a refusal', async () => {
  await expect(toys.ask({ type: 'Sing' } as never)).rejects.toThrow('No aggregate of counters takes');
  expect(await countsOf('Sing')).toEqual({ FAILED: 1 });
});

it('tells how long each took', async () => {
  const { handleCommand } = toys.hosted['counters']!;
  const asked = { ...open('c1'), by: { kind: 'user' as const, id: 'usr_1' }, at: '2026-01-15T12:00:00.000Z' };
  const before = async () => new Promise<void>((resolve) => setTimeout(resolve, 60));
  await handleCommand(asked, { commandId: 'slow', requestHash: 'same', correlationId: 'req_1', before });
  const labels = { command: 'OpenCounter', result: 'done' };
  const sum = (await valueIn(registryOf(), 'chimera_command_seconds_sum', labels))!;
  expect(sum).toBeGreaterThan(0.05);
  expect(await valueIn(registryOf(), 'chimera_command_seconds_bucket', { ...labels, le: '0.05' })).toBe(0);
});
