const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';

/** `length`: of the body. */
export type Response = { status: number; length: number; body(): Buffer };

/** The answer that these bytes are, with a content-length or in chunks; undefined while some of it is missing. */
export const responseIn = (received: Buffer): Response | undefined => {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  const start = headEnd + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return sized(received, { status, start, length: Number(length) });
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return chunked(received, { status, start });
  throw new Error(`Expected content-length or chunks, got ${head}.`);
};

type Sized = { status: number; start: number; length: number };

const sized = (received: Buffer, { status, start, length }: Sized): Response | undefined => {
  if (received.length < start + length) return undefined;
  if (received.length > start + length) throw new Error('Expected one answer, got more bytes than it has.');
  return { status, length, body: () => received.subarray(start) };
};

const chunked = (received: Buffer, { status, start }: Omit<Sized, 'length'>): Response | undefined => {
  const chunks: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = received.indexOf(LINE_END, at);
    if (lineEnd < 0) return undefined;
    const size = parseInt(received.toString('latin1', at, lineEnd), 16);
    at = lineEnd + LINE_END.length + size + LINE_END.length;
    if (received.length < at) return undefined;
    if (size === 0) return wholeOf(chunks, status);
    chunks.push(received.subarray(at - size - LINE_END.length, at - LINE_END.length));
  }
};

const wholeOf = (chunks: Buffer[], status: number): Response => {
  const body = Buffer.concat(chunks);
  return { status, length: body.length, body: () => body };
};
