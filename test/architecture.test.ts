import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = process.cwd();
const subgraphs = ['gigs', 'orders', 'ratings', 'users'];
const rooms = [
  'commands.ts',
  'decider.ts',
  'events.ts',
  'loaders.ts',
  'projections.ts',
  'reactions.ts',
  'resolvers.ts',
  'service.ts',
  'worker.ts',
];
const pureRooms = ['commands', 'decider', 'events', 'projections'];

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && statSync(join(root, folder, file)).isFile())
    .map((file) => join(folder, file));

/** What a file imports: its own files by their path from the root, packages by their name. */
const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(
    ([, path]) =>
      path!.startsWith('.') ? relative(root, normalize(join(root, dirname(file), path!))) : path!,
  );

const isOwn = (path: string) => existsSync(join(root, path));
const ownImports = (file: string) => importsOf(file).filter(isOwn);
const packages = (file: string) => importsOf(file).filter((path) => !isOwn(path));

/** `file → import` for everything that breaks a wall: an empty list passes, and names the culprit else. */
const breaches = (
  files: string[],
  imports: (file: string) => string[],
  isAllowed: (path: string, file: string) => boolean,
) =>
  files.flatMap((file) =>
    imports(file)
      .filter((path) => !isAllowed(path, file))
      .map((path) => `${file} → ${path}`),
  );

describe.each(subgraphs)('subgraphs/%s', (subgraph) => {
  const folder = `subgraphs/${subgraph}`;
  const files = filesUnder(folder);

  it('has the same rooms as the others', () => {
    const here = readdirSync(join(root, folder));
    expect(here).toEqual(expect.arrayContaining([...rooms, 'README.md']));
  });

  it('borrows only from its own folder, the kernel, and other subgraphs’ events', () =>
    expect(
      breaches(
        files,
        ownImports,
        (path) =>
          path.startsWith(`${folder}/`) ||
          path.startsWith('kernel/') ||
          /^subgraphs\/\w+\/events\.ts$/.test(path),
      ),
    ).toEqual([]));

  it('keeps its middle pure: no package, no adapter, nothing that runs', () => {
    const isPure = (file: string) => pureRooms.some((room) => file.startsWith(`${folder}/${room}`));
    const pure = files.filter(isPure);
    expect(pure.length).toBeGreaterThanOrEqual(pureRooms.length);
    expect(breaches(pure, packages, () => false)).toEqual([]);
    expect(breaches(pure, ownImports, (path) => !/run-|sqlite|infrastructure|graphql/.test(path))).toEqual(
      [],
    );
  });
});

describe('the walls', () => {
  it('the kernel imports no other room', () =>
    expect(breaches(filesUnder('kernel'), ownImports, (path) => path.startsWith('kernel/'))).toEqual([]));

  it('the kernel knows nothing of gigs', () => {
    const words = /\b(gig|seller|buyer|rating)(s|Ids?)?\b/i;
    const speaksOf = (file: string) => words.test(readFileSync(join(root, file), 'utf8'));
    expect(filesUnder('kernel').filter(speaksOf)).toEqual([]);
  });

  it('the gateway imports the schema and the kernel’s graphql alone', () =>
    expect(
      breaches(filesUnder('gateway'), ownImports, (path) => /^(gateway|schema|kernel\/graphql)\//.test(path)),
    ).toEqual([]));

  it('only adapters import a store’s or a bus’s client', () => {
    const clients = ['mongodb', 'kafkajs', 'node:sqlite'];
    const files = ['kernel', 'gateway', 'subgraphs', 'roles', 'schema', 'seeds'].flatMap(filesUnder);
    const isAdapter = (file: string) => /\/(sqlite|mongo|kafka)[\w-]*\.ts$/.test(file);
    expect(breaches(files, packages, (path, file) => isAdapter(file) || !clients.includes(path))).toEqual([]);
  });
});

describe('budgets', () => {
  const linesOf = (file: string) => readFileSync(join(root, file), 'utf8').split('\n');
  const isCode = (line: string) => line.trim() !== '' && !/^\s*(\/\/|\/\*|\*|import )/.test(line);

  it('the kernel stays small: 1,500 lines of code without imports, adapters and the GraphQL edge', () => {
    const core = filesUnder('kernel').filter(
      (file) => !/\/graphql\/|sqlite|mongo|kafka|infrastructure/.test(file),
    );
    const withoutImports = (file: string) =>
      readFileSync(join(root, file), 'utf8').replaceAll(/^import [^;]+;$/gm, '');
    const lines = core.flatMap((file) => withoutImports(file).split('\n')).filter(isCode).length;
    expect(lines).toBeGreaterThan(500);
    expect(lines).toBeLessThanOrEqual(1_500);
  });

  it('a file is one screen: 150 lines, tests 200', () => {
    const files = ['kernel', 'gateway', 'subgraphs', 'roles', 'schema', 'seeds', 'bench'].flatMap(filesUnder);
    const long = [
      ...files.filter((file) => linesOf(file).length > 151),
      ...filesUnder('test').filter((file) => linesOf(file).length > 201),
    ];
    expect(long).toEqual([]);
  });
});
