import type { WireRequest } from '../wire.ts';

const UNSAFE = /[^\t\x20-\x7e\x80-\xff]/;
/** Those of the wire itself: another one of them could end the request elsewhere. */
const OWN =
  /^(host|content-type|content-length|transfer-encoding|accept|accept-encoding|connection|expect|upgrade|te|trailer)$/;
const MOST_NAMES = 100;

/** Values of so many characters are looked up before they are looked through: a viewer's token goes out often. */
const [LONG, LONGEST] = [64, 1_024];
/** Those that were safe, each at the one place that its end says. */
const safe: string[] = Array.from({ length: 256 }, () => '');

const isSafe = (value: string): boolean => {
  const { length } = value;
  if (length < LONG || length > LONGEST) return !UNSAFE.test(value);
  const at = (31 * value.charCodeAt(length - 2) + value.charCodeAt(length - 3)) & 255;
  if (safe[at] === value) return true;
  if (UNSAFE.test(value)) return false;
  safe[at] = value;
  return true;
};

/** Makes the head of each request to one address; only what varies is appended. Throws TypeError for unsafe headers. */
export const createHeads = ({ host, pathname, search }: URL) => {
  const fixed =
    `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n` +
    'content-type: application/json\r\naccept: application/json\r\ncontent-length: ';
  const lines = new Map<string, string>(); // the few names that there are, checked once

  const lineOf = (name: string) => {
    const line = `\r\n${checked(name)}: `;
    if (lines.size < MOST_NAMES) lines.set(name, line);
    return line;
  };

  return ({ body, headers }: WireRequest): string => {
    let head = fixed + body.length;
    for (const name in headers) {
      const value = headers[name]!;
      if (!isSafe(value)) throw new TypeError(`Expected a header ${name} of one line, got other characters.`);
      head += (lines.get(name) ?? lineOf(name)) + value;
    }
    return head + '\r\n\r\n';
  };
};

/** For every wire: they take the same names. */
export const checked = (name: string) => {
  if (!/^[a-z0-9-]+$/.test(name) || OWN.test(name))
    throw new TypeError(`Expected the name of a header that may be added, got ${JSON.stringify(name)}.`);
  return name;
};
