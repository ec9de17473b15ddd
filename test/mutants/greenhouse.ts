import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from './mutants.ts';

/** `by`: the first test that failed, or what kept the mutant from being judged. */
export type Verdict = { outcome: 'caught' | 'SURVIVED' | 'BROKEN'; by: string; seconds: number };

type Results = {
  numFailedTests: number;
  numPassedTests: number;
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
};

const LONGEST = 180_000;
const HOUSE = process.cwd();

/** A copy of the tree as it is now, in which bugs can be planted; its packages are those of this one. */
export const createGreenhouse = async () => {
  const copy = mkdtempSync(join(tmpdir(), 'chimera-mutants-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const file of files.trim().split('\n'))
    cpSync(join(HOUSE, file), join(copy, file), { recursive: true });
  symlinkSync(join(HOUSE, 'node_modules'), join(copy, 'node_modules'));

  return {
    async grow(mutant: Mutant): Promise<Verdict> {
      const began = performance.now();
      const seconds = () => (performance.now() - began) / 1_000;
      const restore = plant(copy, mutant);
      if (typeof restore === 'string') return { outcome: 'BROKEN', by: restore, seconds: seconds() };
      try {
        return { ...judge(await runTests(copy, mutant.tests)), seconds: seconds() };
      } finally {
        restore();
      }
    },
    remove: async () => rmSync(copy, { recursive: true, force: true }),
  };
};

/** Changes the one place; answers how to undo it, or why it cannot be done. */
const plant = (copy: string, { file, find, replace }: Mutant): string | (() => void) => {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  const places = before.split(find).length - 1;
  if (places !== 1)
    return `${file} has ${places} places like ${JSON.stringify(find.slice(0, 60))}, expected 1.`;
  writeFileSync(
    path,
    before.replace(find, () => replace),
  );
  return () => writeFileSync(path, before);
};

const runTests = async (copy: string, tests: string[]): Promise<Results | 'hangs'> => {
  const output = join(copy, 'mutant-results.json');
  rmSync(output, { force: true });
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  const options = ['--ci', '--forceExit', '--json', `--outputFile=${output}`, ...tests];
  const child = spawn(process.execPath, [...jest, ...options], {
    cwd: copy,
    stdio: 'ignore',
    detached: true,
  });
  const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), LONGEST);
  await once(child, 'close');
  clearTimeout(timer);
  try {
    return JSON.parse(readFileSync(output, 'utf8')) as Results;
  } catch {
    return 'hangs';
  }
};

/** A tree that no longer loads proves nothing: only a test that failed has caught the bug. */
const judge = (results: Results | 'hangs'): Omit<Verdict, 'seconds'> => {
  if (results === 'hangs') return { outcome: 'BROKEN', by: `no end within ${LONGEST / 1_000} s` };
  const failed = results.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
  if (failed.length > 0) return { outcome: 'caught', by: failed[0]! };
  if (results.numPassedTests === 0) {
    const why = results.testResults[0]?.message.slice(0, 200) ?? 'no test ran';
    return { outcome: 'BROKEN', by: why };
  }
  return { outcome: 'SURVIVED', by: `${results.numPassedTests} tests passed` };
};
