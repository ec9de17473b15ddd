import type { Env } from './values.ts';

/**
 * What is wrong where a flag came as npm's own: of `npm run staff bea --revoke` npm hands over `staff bea`, and
 * `npm_config_revoke` in the environment. Undefined where nothing is. `flags`: names without their --.
 */
export const swallowedFlag = (
  env: Env,
  flags: string[],
  { args, call }: { args: string[]; call: string },
) => {
  const isGiven = (flag: string) => args.some((arg) => arg.split('=')[0] === `--${flag}`);
  const flag = flags.find((name) => env[`npm_config_${name}`] && !isGiven(name));
  return flag && `Put -- before --${flag}, which npm has kept for itself: ${call} … --${flag}`;
};
