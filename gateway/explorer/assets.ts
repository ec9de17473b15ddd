import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Answer, Asked } from '../door/routes.ts';

type Coding = 'br' | 'gzip' | 'identity';

export type Asset = {
  type: string;
  /** The bytes in this coding: compressed when first asked for, and then kept. */
  bytesIn(coding: Coding): Promise<Uint8Array>;
};

/** The path changes when a byte of the files does. */
export const FOREVER = { 'cache-control': 'public, max-age=31536000, immutable' };

const BROWSER = fileURLToPath(new URL('./browser/', import.meta.url));
const PAGE_FILES = ['icon.svg', 'explorer.css'];
const EXPLORER_FILES = ['page.js', 'foreign.js', 'session.js', 'examples.js', 'graphiql.js'];
/** Browser builds that need no bundler, as their packages ship them. */
const PACKAGE_FILES = {
  react: 'umd/react.production.min.js',
  'react-dom': 'umd/react-dom.production.min.js',
  graphiql: 'graphiql.min.js',
};
const STYLE_SHEETS = { graphiql: 'graphiql.min.css' };

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** All files of the page by name, and the folder that they are served under. Read once, here. */
export const readAssets = async (
  production: boolean,
): Promise<{ assets: Record<string, Asset>; folder: string }> => {
  const own = production ? PAGE_FILES : [...PAGE_FILES, ...EXPLORER_FILES];
  const theirs = production
    ? []
    : [...Object.entries(PACKAGE_FILES), ...Object.entries(STYLE_SHEETS)].map(([name, path]) =>
        join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), path),
      );
  const paths = [...own.map((name) => join(BROWSER, name)), ...theirs];
  const files = await Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
  const hash = createHash('sha256');
  for (const { bytes } of files) hash.update(bytes);
  return {
    folder: `/explorer/${hash.digest('hex').slice(0, 12)}`,
    assets: Object.fromEntries(
      files.map(({ path, bytes }) => [nameOf(path), createAsset(bytes, TYPES[extname(path)]!)]),
    ),
  };
};

const nameOf = (path: string) => path.split(/[\\/]/).at(-1)!;

export const createAsset = (bytes: Buffer, type: string): Asset => {
  const kept: Partial<Record<Coding, Promise<Uint8Array>>> = { identity: Promise.resolve(bytes) };
  return { type, bytesIn: (coding) => (kept[coding] ??= compress(bytes, coding)) };
};

/** Brotli at 6 takes 30 ms for the largest file, at 11 more than a second for a tenth less. */
const compress = (bytes: Buffer, coding: Coding): Promise<Uint8Array> =>
  coding === 'br'
    ? promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
    : promisify(gzip)(bytes, { level: 7 });

export const answerWith =
  (asset: Asset, headers: Record<string, string>) =>
  async (asked: Asked): Promise<Answer> => {
    const coding = codingFor(asked.headers['accept-encoding']);
    return {
      status: 200,
      headers: {
        'content-type': asset.type,
        vary: 'Origin, Accept-Encoding',
        ...(coding !== 'identity' && { 'content-encoding': coding }),
        ...headers,
      },
      body: await asset.bytesIn(coding),
    };
  };

/** The smallest that the client takes. */
const codingFor = (accepted: string | string[] | undefined): Coding => {
  const taken = String(accepted ?? '')
    .toLowerCase()
    .split(',')
    .filter((coding) => !/;\s*q=0(\.0*)?\s*$/.test(coding))
    .map((coding) => coding.split(';')[0]!.trim());
  return (['br', 'gzip'] as const).find((coding) => taken.includes(coding)) ?? 'identity';
};
