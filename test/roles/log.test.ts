import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDestination } from '../../roles/log-destination.ts';
import { newFolder } from '../journeys/process.ts';

let folder: Awaited<ReturnType<typeof newFolder>>;
let open: number[];
beforeEach(async () => {
  folder = await newFolder();
  open = [];
});
afterEach(async () => {
  open.forEach((fd) => closeSync(fd));
  await folder.remove();
});

const opened = (path: string, flags: string | number) => {
  const fd = openSync(path, flags);
  open.push(fd);
  return fd;
};

/** A pipe whose ends do not wait for each other. */
const openPipe = () => {
  const path = join(folder.path, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = opened(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = opened(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const read = () => {
    const bytes = Buffer.alloc(1_000_000);
    return bytes.toString('utf8', 0, readSync(reader, bytes));
  };
  return { reader, writer, read };
};

describe('a line of the log', () => {
  it('arrives at once, as it is', () => {
    const { writer, read } = openPipe();
    const { write } = createDestination(writer);
    write('{"msg":"é"}\n');
    write('two\nlines\n');
    expect(read()).toBe('{"msg":"é"}\ntwo\nlines\n');
  });

  it('is lost where a reader does not read: it is waited for, but not for long, and not again and again', () => {
    const { writer, read } = openPipe();
    const { write } = createDestination(writer);
    const startedAt = performance.now();
    for (let i = 0; i < 200; i += 1) write(`${'x'.repeat(9_999)}\n`);
    expect(performance.now() - startedAt).toBeLessThan(5_000); // 20 s, did each of them wait
    expect(read().length).toBeGreaterThan(9_999);
    write('{"msg":"next"}\n');
    expect(read()).toBe('\n{"msg":"next"}\n'); // what came before ends in the middle
    write('{"msg":"last"}\n');
    expect(read()).toBe('{"msg":"last"}\n');
  });

  it('is lost where nobody reads any more', () => {
    const { reader, writer } = openPipe();
    closeSync(reader);
    open = [writer];
    createDestination(writer).write('line\n');
  });

  (existsSync('/dev/full') ? it : it.skip)('is lost where the disk is full', () => {
    createDestination(opened('/dev/full', 'w')).write('line\n');
  });
});
