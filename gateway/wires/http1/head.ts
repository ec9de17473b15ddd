import { notHttp } from '../wire.ts';

/** More bytes are needed. */
export const INCOMPLETE = -1;

const [TAB, LF, CR, SPACE, COLON, ZERO, NINE, DEL] = [9, 10, 13, 32, 58, 48, 57, 127];
const VERSION = Buffer.from('HTTP/1.1 ');

/** What the head of an answer says. -1 for a length that it does not tell. */
export class Head {
  status = 0;
  length = -1;
  isChunked = false;
  isClosing = false;
  setCookie: string | undefined;

  clear() {
    this.status = 0;
    this.length = -1;
    this.isChunked = false;
    this.isClosing = false;
    this.setCookie = undefined;
  }
}

/** Reads one head from `at` on into `head`; answers where it ends, or INCOMPLETE. Throws for what is none. */
export const readHead = (bytes: Buffer, at: number, head: Head): number => {
  head.clear();
  let line = readStatus(bytes, at, head);
  while (line !== INCOMPLETE && line < bytes.length) {
    if (bytes[line] === CR) return endOfLine(bytes, line) === INCOMPLETE ? INCOMPLETE : line + 2;
    line = readField(bytes, line, head);
  }
  return INCOMPLETE;
};

const readStatus = (bytes: Buffer, start: number, head: Head): number => {
  const came = Math.min(VERSION.length, bytes.length - start);
  for (let i = 0; i < came; i += 1)
    if (bytes[start + i] !== VERSION[i]) throw notHttp('an answer of HTTP/1.1', shown(bytes, start));
  const end = endOfLine(bytes, start);
  if (end === INCOMPLETE) return INCOMPLETE;
  const at = start + VERSION.length;
  const status = numberIn(bytes, at, Math.min(at + 3, end));
  const isEnded = at + 3 === end || bytes[at + 3] === SPACE;
  if (status < 100 || status > 599 || !isEnded) throw notHttp('a status of three digits', shown(bytes, at));
  head.status = status;
  return end + 2;
};

/** TAB and what can be seen: a lone CR or LF, a NUL and the like may be read as an end of line elsewhere. */
const endOfLine = (bytes: Buffer, start: number): number => {
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte >= SPACE ? byte !== DEL : byte === TAB) continue;
    if (byte !== CR) throw notHttp('a line that ends with CR LF', `the byte ${byte} in it`);
    if (at + 1 === bytes.length) return INCOMPLETE;
    if (bytes[at + 1] !== LF) throw notHttp('a line that ends with CR LF', 'a CR alone');
    return at;
  }
  return INCOMPLETE;
};

/** The characters of a field's name, in lower case; 0 for all others. */
const NAME = new Uint8Array(256);
for (const char of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
  NAME[char.charCodeAt(0)] = char.charCodeAt(0);
for (let upper = 65; upper <= 90; upper += 1) NAME[upper] = upper + 32;

/** Also refuses a line that begins with a space: it would continue the one before. */
const readField = (bytes: Buffer, start: number, head: Head): number => {
  const end = endOfLine(bytes, start);
  if (end === INCOMPLETE) return INCOMPLETE;
  let colon = start;
  while (NAME[bytes[colon]!]! > 0) colon += 1;
  if (colon === start || bytes[colon] !== COLON)
    throw notHttp('a header, as `name: value`', shown(bytes, start));
  let from = colon + 1;
  let to = end;
  while (from < to && isSpace(bytes[from]!)) from += 1;
  while (to > from && isSpace(bytes[to - 1]!)) to -= 1;
  takeField(bytes, { start, colon, from, to }, head);
  return end + 2;
};

type Field = { start: number; colon: number; from: number; to: number };

const takeField = (bytes: Buffer, field: Field, head: Head) => {
  switch (field.colon - field.start) {
    case 10:
      if (isNamed(bytes, field, 'connection')) takeConnection(valueOf(bytes, field), head);
      else if (isNamed(bytes, field, 'set-cookie')) takeCookie(valueOf(bytes, field), head);
      break;
    case 14:
      if (isNamed(bytes, field, 'content-length')) takeLength(bytes, field, head);
      break;
    case 17:
      if (isNamed(bytes, field, 'transfer-encoding')) takeCoding(valueOf(bytes, field), head);
  }
};

const isNamed = (bytes: Buffer, { start }: Field, name: string): boolean => {
  for (let i = 0; i < name.length; i += 1) if (NAME[bytes[start + i]!] !== name.charCodeAt(i)) return false;
  return true;
};

const valueOf = (bytes: Buffer, { from, to }: Field) => bytes.toString('latin1', from, to);

const isSpace = (byte: number) => byte === SPACE || byte === TAB;

const takeConnection = (value: string, head: Head) => {
  const options = value.toLowerCase().split(',');
  if (options.some((option) => option.trim() === 'close')) head.isClosing = true;
};

const takeCookie = (value: string, head: Head) => {
  head.setCookie = head.setCookie === undefined ? value : `${head.setCookie}\n${value}`;
};

const takeLength = (bytes: Buffer, { from, to }: Field, head: Head) => {
  if (head.length !== -1 || head.isChunked) throw notHttp('one length of the answer', 'a second one');
  head.length = numberIn(bytes, from, to);
  if (head.length === -1) throw notHttp('a content-length of digits', shown(bytes, from));
};

const takeCoding = (value: string, head: Head) => {
  if (head.length !== -1 || head.isChunked) throw notHttp('one length of the answer', 'a second one');
  if (value.toLowerCase() !== 'chunked') throw notHttp('the transfer coding chunked', value.slice(0, 40));
  head.isChunked = true;
};

/** -1 for what is none, or has more than 15 digits. */
const numberIn = (bytes: Buffer, from: number, to: number): number => {
  if (from >= to || to - from > 15) return -1;
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) return -1;
    number = number * 10 + byte - ZERO;
  }
  return number;
};

const shown = (bytes: Buffer, at: number) => JSON.stringify(bytes.toString('latin1', at, at + 40));
