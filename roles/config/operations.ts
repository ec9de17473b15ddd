import { SERVICES } from './role.ts';

type Usage = { takes?: string; does: string };

/** What is done to the stores: what is behind the name, and what comes of it. */
export const OPERATIONS = {
  seed: { does: 'fills empty stores with the demo' },
  replay: { takes: '[SERVICE.VIEW] [--repair]', does: 'rebuilds views from position 0, and compares' },
  parked: { takes: '[retry]', does: 'what a reaction could not handle; tries it again' },
  staff: { takes: 'USERNAME [--revoke]', does: 'makes a member staff, or no more' },
  'views:drop': { takes: '[--yes]', does: 'lists views that no running build declares; removes them' },
  recover: { takes: 'SERVICE', does: 'copies what a restored log lacks back from its topic' },
  republish: { takes: 'SERVICE [--anew]', does: 'writes a lost topic again' },
} satisfies Record<string, Usage>;

export type Operation = keyof typeof OPERATIONS;

const FOREIGN = '--supergraph FILE [--subgraph NAME=URL]…';

/** Not --yes: npm has a setting of that name, and without it nothing is done. */
const flagsIn = (takes: string) => [...takes.matchAll(/--(\w+)/g)].map(([, flag]) => flag!).filter(isOurs);
const isOurs = (flag: string) => flag !== 'yes';

/** Names without their --. `what`: an operation, or the kind of a role. */
export const flagsOf = (what: string): string[] => {
  if (what === 'gateway') return flagsIn(FOREIGN);
  const operation: Usage | undefined = OPERATIONS[what as Operation];
  return flagsIn(operation?.takes ?? '');
};

/** Not each has a script of its own. */
export const callOf = (name: string) =>
  name === 'seed' || !Object.hasOwn(OPERATIONS, name) ? `npm start -- ${name}` : `npm run ${name} --`;

const CALLS: [call: string, does: string][] = [
  ['npm start', 'the marketplace, in one process'],
  [callOf('ROLE'), 'a part of it alone'],
  [`${callOf('gateway')} ${FOREIGN}`, 'a supergraph that is not ours'],
  ...Object.entries<Usage>(OPERATIONS).map(([name, { takes, does }]): [string, string] => [
    `${callOf(name)} ${takes ?? ''}`,
    does,
  ]),
];

const longest = Math.max(...CALLS.map(([call]) => call.length));

/** A line for each command. */
export const USAGE = [
  ...CALLS.map(([call, does]) => `${call.padEnd(longest)}  ${does}`),
  `ROLE is gateway, or one of ${SERVICES.join(', ')} with .service or .worker.`,
  'What may be set is in README.md.',
].join('\n');
