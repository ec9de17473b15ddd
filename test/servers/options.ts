import { parseArgs, type ParseArgsConfig } from 'node:util';

/** One line that says what is wrong with how a command was called. */
export class Misused extends Error {}

/** Of a command line; throws Misused for what it does not know. */
export const parsedArgs = <T extends ParseArgsConfig>(config: T) => {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Misused((error as Error).message);
  }
};

export const numberOf = (name: string, given: string, { least = 0 } = {}): number => {
  const number = Number(given);
  if (given.trim() === '' || !Number.isFinite(number) || number < least)
    throw new Misused(`Expected a number, ${least} or more, for ${name}, got ${given || 'nothing'}.`);
  return number;
};

export const oneOf = <T extends string>(name: string, among: readonly T[], given: string): T => {
  const found = among.find((one) => one === given);
  if (found === undefined) throw new Misused(`Expected ${name} to be ${among.join(' or ')}, got ${given}.`);
  return found;
};

/** Runs a command; how it was misused is one line, and exit code 1. */
export const orSayHow = async (command: () => Promise<void>) => {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Misused)) throw error;
    console.error(error.message);
    process.exit(1);
  }
};
