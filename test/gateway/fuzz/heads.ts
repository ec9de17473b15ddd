import type { Chance } from '../bytes/chance.ts';

const TYPES = [
  ...['application/json; charset=utf-8', 'application/json;charset=UTF-8', 'text/plain'],
  ...['application/graphql', ''],
  ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'],
  ...['application/json; charset=latin1'],
  ...['application/json, application/json', 'APPLICATION/JSON', 'application/json; a="b;c"', '*/*', 'json'],
  ...[';', '/'],
];
const CODINGS = ['gzip', 'identity', 'br', 'gzip, gzip', 'x'.repeat(200), '', 'deflate'];
const ACCEPTED = [
  ...['*/*', 'application/json', 'application/graphql-response+json', 'text/html', 'application/json;q=0'],
  ...['a', ''],
  ...['application/graphql-response+json, application/json;q=0.9', 'multipart/mixed', 'text/event-stream'],
  ...['*/*;q=x'],
  ...['multipart/mixed;deferSpec=20220824, application/json', 'application/*', `${'a/b,'.repeat(500)}*/*`],
  ...[';;;,,,'],
];
const AUTHORIZATIONS = [
  ...['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a.b.c', 'Bearer ..'],
  ...['bearer eyJhbGciOiJub25lIn0.e30.', 'Bearer {}'],
  ...[`Bearer ${'a'.repeat(6_000)}`, 'Bearer a b', 'Bearer eyJhbGciOiJFZERTQSJ9.e30.AAAA', 'Token \u00ff'],
  ...['\t', '=', 'Bearer null'],
  ...['Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA'],
  ...['Bearer eyJhbGciOiJFZERTQSIsImNyaXQiOlsiYSJdfQ.e30.AA'],
];
const OTHERS: [string, string[]][] = [
  ['cookie', ['a=1', 'session=\u00ff', ';;;', 'a'.repeat(5_000), '__proto__=1']],
  [
    'origin',
    ['null', 'https://evil.example', 'http://localhost:3000', '', '*', 'https://studio.apollographql.com'],
  ],
  ['apollo-federation-include-trace', ['ftv1', 'ftv2', '']],
  ['apollo-query-plan-experimental', ['1', 'true']],
  ['apollo-query-plan-experimental-format', ['internal', 'prettified', 'x']],
  ['x-chimera-cost', ['1', '0', 'x']],
  ['apollo-require-preflight', ['1', '']],
  ['x-apollo-operation-name', ['A', '']],
  ['apollographql-client-name', ['web', 'x'.repeat(1_000), '\u00ff']],
  ['x-forwarded-for', ['1.2.3.4', 'a, b, c', '::1', '999.1.1.1', ',,,']],
  ['traceparent', ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '00-x', '']],
  ['expect', ['100-continue']],
  ['connection', ['close', 'keep-alive', 'upgrade']],
  ['accept-encoding', ['gzip', 'br;q=1.0, *;q=0.5', 'identity;q=0']],
  ['if-none-match', ['*', '"a"']],
  ['range', ['bytes=0-1']],
  ['__proto__', ['a']],
  ['constructor', ['a']],
  ['x-long', ['x'.repeat(12_000), 'x'.repeat(20_000)]],
];

/** What a client may send with any request: most are plain, a few say odd things. */
export const headersOf = (chance: Chance, token: string): Record<string, string> => {
  const headers: [string, string][] = [['content-type', 'application/json']];
  if (chance.is(0.2)) headers.push(['authorization', `Bearer ${token}`]);
  if (chance.is(0.7)) return Object.fromEntries(headers);
  for (let times = 1 + chance.below(3); times > 0; times -= 1) headers.push(oddHeader(chance));
  return Object.fromEntries(headers);
};

const oddHeader = (chance: Chance): [string, string] => {
  switch (chance.below(6)) {
    case 0:
      return ['content-type', chance.pick(TYPES)];
    case 1:
      return ['accept', chance.pick(ACCEPTED)];
    case 2:
      return ['authorization', chance.pick(AUTHORIZATIONS)];
    case 3:
      return ['content-encoding', chance.pick(CODINGS)];
    default: {
      const [name, values] = chance.pick(OTHERS);
      return [name, chance.pick(values)];
    }
  }
};

const LINES = [
  ...['Transfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked', 'Transfer-Encoding: identity'],
  ...['Host: b'],
  ...['Transfer-Encoding: chunked, chunked', 'Transfer-Encoding : chunked', 'Content-Length: 5'],
  ...['Content-Length: -1'],
  ...['Content-Length: 99999999999999999999', 'Content-Length: 0x5', 'Content-Length: 5, 5'],
  ...['Content-Length:', 'Te: x'],
  ...[' folded: yes', 'No colon', ': no name', 'Bad\u0000name: a', 'a: b\rc: d', 'Expect: 200-ok'],
  ...['Expect: 100-continue'],
  ...['Upgrade: websocket\r\nConnection: Upgrade', 'Upgrade: h2c', 'Connection: close', 'Host:'],
  ...['Ünï: cödé', '\u007f: 1'],
  ...[`X-Long: ${'x'.repeat(17_000)}`, 'x: y\r\n'.repeat(300).trimEnd(), 'Sec-WebSocket-Key: AAAA'],
  ...['Trailer: a'],
];
const STARTS = [
  ...['POST /graphql HTTP/1.1', 'POST /graphql HTTP/1.0', 'POST /graphql HTTP/2.0', 'POST /graphql'],
  ...['GET /graphql HTTP/1.1'],
  ...['BREW /graphql HTTP/1.1', 'post /graphql HTTP/1.1', 'CONNECT a:443 HTTP/1.1', 'OPTIONS * HTTP/1.1'],
  ...['QUERY /graphql HTTP/1.1'],
  ...['GET http://other/graphql HTTP/1.1', 'GET //graphql HTTP/1.1', 'GET /graphql?query=\u0000 HTTP/1.1'],
  ...[' GET / HTTP/1.1'],
  ...['PRI * HTTP/2.0', '\u0016\u0003\u0001\u0002', 'GET /\u00ff HTTP/1.1'],
  ...[`GET /${'a'.repeat(20_000)} HTTP/1.1`, 'TRACE / HTTP/1.1'],
];

/** Bytes that are nearly a request. */
export const rawOf = (body: Buffer, requestId: string, chance: Chance): Buffer => {
  const start = chance.is(0.6) ? STARTS[0]! : chance.pick(STARTS);
  const lines = ['Host: a', `X-Request-Id: ${requestId}`, 'Content-Type: application/json'];
  if (chance.is(0.8))
    lines.push(`Content-Length: ${body.length + (chance.is(0.1) ? chance.below(9) - 4 : 0)}`);
  for (let times = chance.below(3); times > 0; times -= 1)
    lines.splice(chance.below(lines.length + 1), chance.is(0.2) ? 1 : 0, chance.pick(LINES));
  const isChunked = lines.some((line) => /chunked/.test(line)) && chance.is(0.7);
  const sent = isChunked ? inChunks(body, chance) : body;
  const end = chance.is(0.95) ? '\r\n' : chance.pick(['\n', '\r', '\r\r\n']);
  const bytes = Buffer.concat([Buffer.from([start, ...lines, end].join(end), 'latin1'), sent]);
  return chance.is(0.15) ? bytes.subarray(0, chance.below(bytes.length)) : bytes;
};

const inChunks = (body: Buffer, chance: Chance) => {
  const size =
    body.length.toString(16) + chance.pick(['', '', '', ';a=b', ' ', 'g', `;${'x'.repeat(20_000)}`]);
  return Buffer.concat([
    Buffer.from(`${size}\r\n`),
    body,
    Buffer.from(chance.pick(['\r\n0\r\n\r\n', '\r\n0\r\na: b\r\n\r\n', '\n', ''])),
  ]);
};
