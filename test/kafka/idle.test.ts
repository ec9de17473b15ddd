import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { fresh } from '../contracts/event-bus/traffic.ts';
import { clean, describeKafka } from './places.ts';

const run = promisify(execFile);

describeKafka('a process that waits for messages', () => {
  it('uses less than 1 % of a core, where kafkajs as it comes uses more than twice as much', async () => {
    const namespaces = { patched: fresh('idle'), unpatched: fresh('idle') };
    const measure = async (which: 'patched' | 'unpatched') => {
      const script = ['test/kafka/idle-process.ts', namespaces[which], which];
      const { stdout, stderr } = await run(process.execPath, script, { timeout: 50_000 });
      await clean(namespaces[which]);
      return { percent: Number(stdout), warns: stderr.includes('TimeoutNegativeWarning') };
    };
    const [patched, unpatched] = await Promise.all([measure('patched'), measure('unpatched')]);
    console.log(
      `Idle: ${patched.percent.toFixed(2)} % of a core; unpatched: ${unpatched.percent.toFixed(2)} %`,
    );
    expect(patched.percent).toBeLessThan(1);
    expect(patched.warns).toBe(false);
    expect(unpatched.percent).toBeGreaterThan(2 * patched.percent);
  }, 60_000);
});
