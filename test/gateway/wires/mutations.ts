import { inChunks, withLength } from './raw-server.ts';

/** Numbers from 0 to below `n`, the same for the same seed. */
export const createRandom = (seed: number) => {
  let state = seed;
  return (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
};

type Random = ReturnType<typeof createRandom>;

const LINES = [
  'Content-Length: 3\r\n',
  'Content-Length: 99999\r\n',
  'content-length: 0\r\n',
  'Content-Length : 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: identity, chunked\r\n',
  'Connection: close\r\n',
  'Connection: keep-alive\r\n',
  ' folded: yes\r\n',
  '\r\n',
  '\n',
  '\0',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\n\r\n',
  '0\r\n\r\n',
  '5\r\n',
  'fffffff\r\n',
];

/** An answer that may be right, with some of it changed; or two of them. `foreign` must never be taken for this one. */
export const mutated = (body: string, foreign: string, random: Random): string => {
  const whole = (text: string) => (random(2) ? withLength(text) : inChunks(text, 1 + random(text.length)));
  let bytes = whole(body);
  for (let times = random(4); times > 0; times -= 1) bytes = changed(bytes, random);
  switch (random(8)) {
    case 0:
      return bytes + whole(foreign);
    case 1:
      return `HTTP/1.1 204 No Content\r\n\r\n${whole(foreign)}`;
    case 2:
      return bytes + bytes;
    default:
      return bytes;
  }
};

const changed = (bytes: string, random: Random): string => {
  const at = random(bytes.length);
  const lineAt = bytes.indexOf('\n', at) + 1;
  const line = LINES[random(LINES.length)]!;
  switch (random(8)) {
    case 0:
      return bytes.slice(0, at) + String.fromCharCode(random(256)) + bytes.slice(at + 1);
    case 1:
      return bytes.slice(0, at) + bytes.slice(at + 1 + random(4));
    case 2:
      return bytes.slice(0, at) + line + bytes.slice(at);
    case 3:
      return bytes.slice(0, lineAt) + line + bytes.slice(lineAt);
    case 4:
      return bytes.slice(0, at);
    case 5:
      return bytes.replace('\r\n', ['\n', '\r', '\n\r', '\r\r\n'][random(4)]!);
    case 6:
      return bytes.replace(/\d+/g, (digits) => (random(3) ? digits : `${random(400)}`));
    default:
      return bytes.replace(/[A-Za-z-]+: /, (name) => (random(2) ? name.toUpperCase() : name.trim()));
  }
};
