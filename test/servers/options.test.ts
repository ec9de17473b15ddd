import { expect, it } from '@jest/globals';
import { numberOf, oneOf, parsedArgs } from './options.ts';

it('a command line that is not known is told what is not', () => {
  const read = (...args: string[]) => parsedArgs({ args, options: { on: { type: 'string' } } }).values.on;
  expect(read('--on', 'sqlite')).toBe('sqlite');
  expect(() => read('--off')).toThrow("Unknown option '--off'");
  expect(() => read('--on')).toThrow('argument missing');
});

it('a number is one', () => {
  expect(numberOf('--minutes', '0.5')).toBe(0.5);
  expect(() => numberOf('--minutes', 'x')).toThrow('Expected a number, 0 or more, for --minutes, got x.');
  expect(() => numberOf('--minutes', '')).toThrow('got nothing.');
  expect(() => numberOf('--rate', '0', { least: 1 })).toThrow('1 or more');
});

it('a choice is one of those there are', () => {
  expect(oneOf('--on', ['sqlite', 'production'], 'production')).toBe('production');
  expect(() => oneOf('--on', ['sqlite', 'production'], 'x')).toThrow(
    'Expected --on to be sqlite or production, got x.',
  );
});
