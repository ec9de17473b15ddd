import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { readConfig } from '../../roles/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'chimera-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const operations = [{ id: 'a', name: 'A', type: 'query', body: 'query A { viewer { id } }' }];
const manifest = fileWith(
  'manifest.json',
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
);
const documentsOf = (env: Record<string, string>) => readConfig(env, []).documents;

it('the schema may be asked for, except in production, unless it is said', () => {
  expect(documentsOf({}).introspection).toBe(true);
  expect(documentsOf({ NODE_ENV: 'production' }).introspection).toBe(false);
  expect(documentsOf({ NODE_ENV: 'production', INTROSPECTION: 'on' }).introspection).toBe(true);
  expect(documentsOf({ INTROSPECTION: 'off' }).introspection).toBe(false);
});

it('other documents than trusted ones are refused in production alone: elsewhere they are being written', () => {
  const env = { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_FILE: manifest };
  expect(documentsOf(env).onlyTrusted).toBe(false);
  const { onlyTrusted, trusted } = documentsOf({ ...env, NODE_ENV: 'production' });
  expect([onlyTrusted, trusted!.textOf('a')]).toEqual([true, operations[0]!.body]);
  expect(documentsOf({ TRUSTED_DOCUMENTS_FILE: manifest, NODE_ENV: 'production' }).onlyTrusted).toBe(false);
});

it('an operation may cost what COST_LIMIT says', () => {
  expect(documentsOf({}).limits.cost).toBe(5_000);
  expect(documentsOf({ COST_LIMIT: '1000' }).limits).toMatchObject({ cost: 1_000, objects: 10_000 });
});

it.each<[Record<string, string>, RegExp]>([
  [{ COST_LIMIT: '0' }, /^Set COST_LIMIT to a number from 1 to 999999999, not "0"\.$/],
  [{ INTROSPECTION: 'yes' }, /^Set INTROSPECTION to on, off, or unset it; not "yes"\.$/],
  [{ TRUSTED_DOCUMENTS: 'only' }, /^Set TRUSTED_DOCUMENTS_FILE, too: TRUSTED_DOCUMENTS is only\.$/],
  [
    { TRUSTED_DOCUMENTS_FILE: join(folder, 'none') },
    /^Set TRUSTED_DOCUMENTS_FILE to a manifest, not .*none: ENOENT/,
  ],
  [
    { TRUSTED_DOCUMENTS_FILE: fileWith('list.json', '[]') },
    /^Set TRUSTED_DOCUMENTS_FILE to a manifest, not .*: Expected a manifest of format/,
  ],
])('%j is refused', (env, message) => expect(() => documentsOf(env)).toThrow(message));
