import { parseArgs, type ParseArgsConfig } from 'node:util';
import { swallowedFlag } from '../../roles/config/swallowed.ts';

const SCRIPT = process.env['npm_lifecycle_event'] ?? 'NAME';

/** One line that says what is wrong with how a command was called. */
export class Misused extends Error {}

/** Of a command line; throws Misused for what it does not know, and for what npm has kept for itself. */
export const parsedArgs = <T extends ParseArgsConfig>(config: T) => {
  const names = Object.keys(config.options ?? {});
  const args = [...(config.args ?? process.argv.slice(2))];
  const swallowed = swallowedFlag(process.env, names, { args, call: `npm run ${SCRIPT} --` });
  if (swallowed) throw new Misused(swallowed);
  try {
    return parseArgs(config);
  } catch (error) {
    const [what] = (error as Error).message.split(/\. |\n/);
    throw new Misused(`${what}: expected some of ${names.map((name) => `--${name}`).join(', ')}.`);
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

/** Runs a command, or says how it is used; how it was misused is one line, and exit code 1. */
export const orSayHow = async (usage: string, command: () => Promise<void>) => {
  if (process.argv.includes('--help')) return console.log(usage);
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Misused)) throw error;
    console.error(error.message);
    process.exit(1);
  }
};
