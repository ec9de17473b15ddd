import { describe, expect, it } from '@jest/globals';
import { AnswerReader } from '../../../gateway/wires/http1/answer.ts';
import { inChunks, withLength } from './raw-server.ts';

const MOST_BYTES = 1_000;

/** Reads the pieces as they came; undefined while the answer is not whole. Bytes as latin1. */
const read = (...pieces: string[]) => {
  const reader = new AnswerReader(MOST_BYTES);
  reader.begin();
  let isWhole = false;
  for (const piece of pieces) {
    if (isWhole) throw new Error('It was whole before its end.');
    const shared = Buffer.from(piece, 'latin1');
    isWhole = reader.read(shared);
    if (!isWhole) shared.fill(0); // the next piece is read into the same bytes
  }
  if (!isWhole) return undefined;
  const { status, headers, body } = reader.take();
  return { status, headers, body: body.toString('latin1') };
};

const BODY = '{"data":{"gig":{"title":"A \\u00e9 \\" title","price":12}}}';
const COOKIES = 'Set-Cookie: a=1\r\nSet-Cookie:b=2\t\r\n';

describe.each([
  ['a length', withLength(BODY, COOKIES)],
  ['one chunk', inChunks(BODY, 4_096, COOKIES)],
  ['many chunks', inChunks(BODY, 5, COOKIES)],
  [
    '1xx before it',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\n${withLength(BODY, COOKIES)}`,
  ],
  ['a connection that closes', inChunks(BODY, 20, `Connection: Keep-Alive, CLOSE\r\n${COOKIES}`)],
])('an answer with %s', (_, bytes) => {
  const whole = read(bytes)!;

  it('is read', () => {
    expect(whole.body).toBe(BODY);
    expect(whole.headers['set-cookie']).toBe('a=1\nb=2');
  });

  it('is the same, cut at every byte', () => {
    for (let cut = 1; cut < bytes.length; cut += 1)
      expect(read(bytes.slice(0, cut), bytes.slice(cut))).toEqual(whole);
  });

  it('is the same, cut at every two bytes', () => {
    for (let first = 1; first < bytes.length; first += 7)
      for (let second = first + 1; second < bytes.length; second += 1)
        expect(read(bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second))).toEqual(whole);
  });

  it('is the same, byte by byte', () => expect(read(...bytes)).toEqual(whole));

  it('is whole at its last byte, and not before', () => {
    for (let end = 0; end < bytes.length; end += 1) expect(read(bytes.slice(0, end))).toBeUndefined();
  });

  it('is an error with anything behind it', () => {
    for (const more of ['\n', '\r\n', '0', withLength('{"a":"another one’s"}')])
      expect(() => read(bytes + more)).toThrow('nothing behind the answer');
  });
});

describe('what is not certain is an error', () => {
  const OK = 'HTTP/1.1 200 OK\r\n';

  it.each([
    ['another version', 'HTTP/1.0 200 OK\r\n\r\n'],
    ['another protocol', 'RTSP/1.1 200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a status that is none', 'HTTP/1.1 999 No\r\n\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n'],
    ['LF alone behind the status', 'HTTP/1.1 200 OK\ncontent-length: 0\r\n\r\n'],
    ['LF alone behind a header', `${OK}content-length: 0\n\r\n`],
    ['LF alone as the end of the head', `${OK}content-length: 0\r\n\n`],
    ['CR alone', `${OK}a: b\rcontent-length: 0\r\n\r\n`],
    ['NUL', `${OK}a: b\0\r\n\r\n`],
    ['a header that goes on in the next line', `${OK}a: b\r\n c\r\n\r\n`],
    ['a header without a colon', `${OK}content-length 0\r\n\r\n`],
    ['a header without a name', `${OK}: 0\r\n\r\n`],
    ['a space before the colon', `${OK}content-length : 0\r\n\r\n`],
    ['a length and chunks', `${OK}content-length: 0\r\ntransfer-encoding: chunked\r\n\r\n`],
    ['chunks and a length', `${OK}transfer-encoding: chunked\r\ncontent-length: 0\r\n\r\n`],
    ['two lengths', `${OK}content-length: 1\r\nContent-Length: 2\r\n\r\n`],
    ['the same length twice', `${OK}content-length: 1\r\ncontent-length: 1\r\n\r\n`],
    ['a list of lengths', `${OK}content-length: 1, 1\r\n\r\n`],
    ['a length with a sign', `${OK}content-length: +1\r\n\r\n`],
    ['a negative length', `${OK}content-length: -1\r\n\r\n`],
    ['a length in hex', `${OK}content-length: 0x1\r\n\r\n`],
    ['no length where one is named', `${OK}content-length:\r\n\r\n`],
    ['a length of too many digits', `${OK}content-length: 1${'0'.repeat(20)}\r\n\r\n`],
    ['another coding', `${OK}transfer-encoding: gzip\r\n\r\n`],
    ['two codings', `${OK}transfer-encoding: gzip, chunked\r\n\r\n`],
    ['a coding twice', `${OK}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n`],
    ['a body where none may be', 'HTTP/1.1 204 No\r\ncontent-length: 1\r\n\r\n'],
    ['chunks where none may be', 'HTTP/1.1 204 No\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['a head of too many bytes', `${OK}a: ${'b'.repeat(17_000)}`],
    ['too many bytes of 1xx', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(700)],
  ])('%s', (_, bytes) => expect(() => read(bytes)).toThrow(/^Expected .*, got .*\.$/));

  it.each([
    ['no size', '\r\n'],
    ['a size that is no hex', 'g\r\n'],
    ['a space before the size', ' 1\r\na\r\n'],
    ['a size with a sign', '+1\r\na\r\n'],
    ['a size of too many digits', '000000001\r\na\r\n'],
    ['an extension', '1;a=b\r\na\r\n'],
    ['LF alone behind the size', '1\na\r\n'],
    ['CR alone behind the size', '1\ra'],
    ['more bytes than its size', '1\r\nab\r\n'],
    ['LF alone behind it', '1\r\na\n'],
    ['a trailer', '0\r\na: b\r\n\r\n'],
    ['LF alone at the end', '0\r\n\n'],
  ])('a chunk with %s', (_, chunks) =>
    expect(() => read(`${OK}transfer-encoding: chunked\r\n\r\n${chunks}`)).toThrow(/^Expected .*, got .*\.$/),
  );

  it.each([
    ['a length', `${OK}content-length: 1001\r\n\r\n`],
    ['a chunk', `${OK}transfer-encoding: chunked\r\n\r\n3e9\r\n`],
    ['chunks', inChunks('x'.repeat(1_001), 500)],
    ['no length', `${OK}\r\n${'x'.repeat(1_001)}`],
  ])('more bytes than may be, by %s', (_, bytes) =>
    expect(() => read(bytes)).toThrow('The answer has more than 1000 bytes.'),
  );
});

it('a reader that has read one answer holds nothing of it for the next', () => {
  const reader = new AnswerReader(MOST_BYTES);
  const answers = [inChunks(BODY, 9, COOKIES), withLength('{}'), 'HTTP/1.1 204 No\r\n\r\n', withLength('1')];
  const bodies = answers.map((bytes) => {
    reader.begin();
    expect(reader.read(Buffer.from(bytes))).toBe(true);
    const { body, headers } = reader.take();
    return [Buffer.from(body).toString(), headers['set-cookie']];
  });
  expect(bodies).toEqual([
    [BODY, 'a=1\nb=2'],
    ['{}', undefined],
    ['', undefined],
    ['1', undefined],
  ]);
});
