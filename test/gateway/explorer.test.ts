import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { explorerRoutes } from '../../gateway/explorer/explorer.ts';
import { createHttpServer } from '../../gateway/door/server.ts';
import { quiet } from './fakes.ts';

const servers: { close(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

const serve = async (production: boolean) => {
  const routes = await explorerRoutes({ production });
  const server = createHttpServer({
    routes,
    cors: { headersFor: () => [] },
    log: quiet,
    observe: () => {},
  });
  servers.push(server);
  return { port: await server.listen(0), paths: routes.map(({ path }) => path) };
};

type Got = { status: number; headers: Record<string, string>; body: Buffer };

/** By node:http, which sends a path as it is and decodes nothing. */
const get = (port: number, path: string, headers: Record<string, string> = {}) =>
  new Promise<Got>((resolve, reject) => {
    request({ port, path, headers }, async (response) => {
      const body = Buffer.concat(await response.toArray());
      resolve({ status: response.statusCode!, headers: response.headers as Record<string, string>, body });
    })
      .on('error', reject)
      .end();
  });

/** A name of a host, wherever a text has one; the namespace of SVG is a name and no address. */
const hostsIn = (text: string) => [
  ...new Set(
    [
      ...text.replaceAll('http://www.w3.org/2000/svg', '').matchAll(/(?:https?:)?\/\/([\w-]+(\.[\w-]+)+)/g),
    ].map(([, host]) => host),
  ),
];

let port: number;
let paths: string[];
let html: string;
beforeAll(async () => {
  ({ port, paths } = await serve(false));
  html = (await get(port, '/')).body.toString();
});

describe('the landing page', () => {
  it('says what this is, where it answers, and whether it is well', () => {
    for (const text of ['marketplace of digital services', '/graphql', '/health/live', '/health/ready'])
      expect(html).toContain(text);
    expect(html).toContain('href="/metrics"');
  });

  it('names no other host but Apollo’s, in two links', () => {
    expect(hostsIn(html)).toEqual(['studio.apollographql.com']);
    expect(html.match(/https:\/\/studio\.apollographql\.com\/sandbox\//g)).toHaveLength(2);
  });

  it('loads files of the fixed list alone', () => {
    const loaded = [...html.matchAll(/(?:src|href)="(\/explorer\/[^"]+)"/g)].map(([, path]) => path!);
    expect(loaded.length).toBeGreaterThanOrEqual(7);
    expect(paths).toEqual(expect.arrayContaining(loaded));
  });

  it('forbids the browser every other origin', async () => {
    const { headers } = await get(port, '/');
    const policy = headers['content-security-policy']!.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]),
    );
    expect(hostsIn(policy.join(' '))).toEqual([]);
    expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' });
  });

  it('has a name for every button and group, and an element for every script that looks for one', () => {
    for (const [, id] of html.matchAll(/aria-labelledby="([^"]+)"/g)) expect(html).toContain(`id="${id}"`);
    expect(html.match(/<button type="button"[^>]*><\/button>/)).toBeNull();
    expect(html).toMatch(/<html lang="en">/);
  });
});

describe('the files', () => {
  it('may be kept for ever, since the path changes with them', async () => {
    const files = paths.filter((path) => path !== '/');
    expect(files).toHaveLength(11);
    for (const path of files) {
      const { status, headers } = await get(port, path);
      expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
      expect(path).toMatch(/^\/explorer\/[0-9a-f]{12}\/[\w.-]+$/);
    }
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('come in %s to who takes it', async (coding, decompress) => {
    const path = paths.find((one) => one.endsWith('/graphiql.min.js'))!;
    const plain = await get(port, path);
    const packed = await get(port, path, { 'accept-encoding': `deflate, ${coding};q=0.5` });
    expect([plain.headers['content-encoding'], packed.headers['content-encoding']]).toEqual([
      undefined,
      coding,
    ]);
    expect(packed.headers['vary']).toContain('Accept-Encoding');
    expect(packed.body.length).toBeLessThan(plain.body.length / 2.5);
    expect(decompress(packed.body).equals(plain.body)).toBe(true);
  });

  it('are not packed for who refuses it', async () => {
    const { headers } = await get(port, paths[1]!, { 'accept-encoding': 'br;q=0, gzip;q=0.0, *' });
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('of style load nothing: fonts and pictures are in them', async () => {
    for (const path of paths.filter((one) => one.endsWith('.css'))) {
      const css = (await get(port, path)).body.toString();
      expect(css).not.toMatch(/@import/);
      expect(css.match(/url\((?!['"]?data:)[^)]*/g) ?? []).toEqual([]);
      expect(hostsIn(css.replaceAll(/url\(['"]?data:[^)]*\)/g, ''))).toEqual([]);
    }
  });

  it('are a fixed list: no path leads out of it', async () => {
    const folder = paths[1]!.split('/').slice(0, 3).join('/');
    for (const path of [
      `${folder}/../../package.json`,
      `${folder}/..%2f..%2fpackage.json`,
      `${folder}/%2e%2e/assets.ts`,
      `${folder}/..\\assets.ts`,
      `${folder}/assets.ts`,
      `${folder}/`,
      `${folder}/__proto__`,
      `${folder}/graphiql.min.js/x`,
      '/explorer/',
      '//etc/passwd',
    ])
      expect([path, (await get(port, path)).status]).toEqual([path, 404]);
  });
});

describe('in production', () => {
  it('the page names the endpoint, and neither accounts nor tools', async () => {
    const { port: there, paths: served } = await serve(true);
    const { status, headers, body } = await get(there, '/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body.toString()).toContain('/graphql');
    expect(body.toString()).not.toMatch(/example\.com|chimera-demo|<script|graphiql|apollo/i);
    expect(hostsIn(body.toString())).toEqual([]);
    expect(served.map((path) => path.split('/').at(-1))).toEqual(['', 'icon.svg', 'explorer.css']);
    expect(
      (
        await get(
          there,
          paths.find((path) => path.endsWith('/page.js'))!,
        )
      ).status,
    ).toBe(404);
  });
});
