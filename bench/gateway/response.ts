const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';

/** `length`: of the body. */
export type Response = { status: number; length: number; body(): Buffer };

/** Reads one answer after the other, of a connection; undefined while some of it is missing. */
export const createReader = () => {
  let pieces: Buffer[] = [];
  let [came, least] = [0, 0];
  return (piece: Buffer): Response | undefined => {
    pieces.push(piece);
    came += piece.length;
    if (came < least) return undefined; // large answers are put together once
    const received = pieces.length === 1 ? piece : Buffer.concat(pieces);
    const response = responseIn(received);
    [pieces, came, least] = typeof response === 'number' ? [[received], came, response] : [[], 0, 0];
    return typeof response === 'number' ? undefined : response;
  };
};

/** The answer that these bytes are, with a content-length or in chunks; or how many bytes it has at least. */
const responseIn = (received: Buffer): Response | number => {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return received.length + 1;
  const head = received.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  const start = headEnd + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return sized(received, { status, start, length: Number(length) });
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return chunked(received, { status, start });
  throw new Error(`Expected content-length or chunks, got ${head}.`);
};

type Sized = { status: number; start: number; length: number };

const sized = (received: Buffer, { status, start, length }: Sized): Response | number => {
  if (received.length < start + length) return start + length;
  if (received.length > start + length) throw new Error('Expected one answer, got more bytes than it has.');
  return { status, length, body: () => received.subarray(start) };
};

const chunked = (received: Buffer, { status, start }: Omit<Sized, 'length'>): Response | number => {
  const chunks: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = received.indexOf(LINE_END, at);
    if (lineEnd < 0) return received.length + 1;
    const size = parseInt(received.toString('latin1', at, lineEnd), 16);
    at = lineEnd + LINE_END.length + size + LINE_END.length;
    if (received.length < at) return at;
    if (size === 0) return wholeOf(chunks, status);
    chunks.push(received.subarray(at - size - LINE_END.length, at - LINE_END.length));
  }
};

const wholeOf = (chunks: Buffer[], status: number): Response => {
  const body = Buffer.concat(chunks);
  return { status, length: body.length, body: () => body };
};
