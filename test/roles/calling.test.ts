import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../roles/config.ts';
import { OPERATIONS, USAGE } from '../../roles/config/operations.ts';
import { ROLES } from '../../roles/config/role.ts';
import { newFolder, runWith } from '../journeys/process.ts';

// `npm run staff bea --revoke` runs `staff bea`, with npm_config_revoke in its environment.
describe('a flag that npm has kept for itself', () => {
  it.each<[string, string, string[]]>([
    ['revoke', 'true', ['staff', 'bea']],
    ['repair', 'true', ['replay', 'orders.orders']],
    ['anew', 'true', ['republish', 'orders']],
    ['supergraph', 'true', ['gateway', 'FILE']],
    ['subgraph', 'a=http://a', ['gateway']],
  ])('is not passed over: %s', (flag, value, args) =>
    expect(() => readConfig({ [`npm_config_${flag}`]: value }, args)).toThrow(
      `Put -- before --${flag}, which npm has kept for itself: npm `,
    ),
  );

  it('is told with how it is called', () => {
    const read = (flag: string, args: string[]) => () => readConfig({ [`npm_config_${flag}`]: 'true' }, args);
    expect(read('revoke', ['staff', 'bea'])).toThrow(/: npm run staff -- … --revoke$/);
    expect(read('supergraph', ['gateway', 'FILE'])).toThrow(/: npm start -- gateway … --supergraph$/);
  });

  it.each<[Record<string, string>, string[]]>([
    [{ npm_config_revoke: '' }, ['staff', 'bea']], // --no-revoke
    [{ npm_config_revoke: 'true' }, ['staff', 'bea', '--revoke']], // a script around this one got it
    [{ npm_config_revoke: 'true' }, ['replay']], // not of this one
    [{ npm_config_yes: 'true' }, ['views:drop']], // npm has such a setting, and without --yes views are but listed
  ])('is nobody’s: %j %j', (env, args) => expect(() => readConfig(env, args)).not.toThrow());
});

describe('--help', () => {
  it('has a line for each command', () => {
    const calls = USAGE.split('\n').filter((line) => line.startsWith('npm '));
    for (const name of Object.keys(OPERATIONS))
      expect(calls.filter((line) => new RegExp(`^npm (run|start --) ${name}\\b`).test(line))).toHaveLength(1);
    for (const role of ROLES) expect(USAGE).toContain(role.split('.')[0]);
    expect(USAGE.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it.each([[['--help']], [['staff', 'bea', '--help']]])('of %j does nothing else', async (args) => {
    const folder = await newFolder();
    const ended = await runWith(folder.path, { SEED: 'lots' }, args).ended;
    await folder.remove();
    expect(ended).toMatchObject({ code: 0, stdout: `${USAGE}\n`, stderr: '' });
  });
});
