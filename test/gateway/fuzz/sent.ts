import { Agent, request } from 'node:http';
import { connect } from 'node:net';

/** One request. `raw`: bytes as they are, of heads that node:http would not send. */
export type Sent = { what: string; requestId: string; operation?: Operation } & (
  | { method: string; path: string; headers: Record<string, string>; body?: Buffer; isChunked?: boolean }
  | { raw: Buffer }
);

/** What it asks for, if anything: `data` may answer nothing else. */
export type Operation = {
  query: string;
  operationName?: string | undefined;
  variables: Record<string, unknown>;
};

/** `type`: without it, there was no body to expect. */
export type Came = { status: number; type: string | undefined; bytes: Buffer; isExpected: boolean };

/** Milliseconds; on a busy machine all takes longer. */
const PATIENCE = 60_000;

export const createClient = (port: number) => {
  const agent = new Agent({ keepAlive: true });
  return {
    /** None: the connection ended without an answer. */
    send: (sent: Sent): Promise<Came[]> =>
      'raw' in sent ? overSocket(port, sent.raw) : overHttp({ agent, port }, sent),
    close: () => agent.destroy(),
  };
};

type Plain = Exclude<Sent, { raw: Buffer }>;

const overHttp = ({ agent, port }: { agent: Agent; port: number }, sent: Plain) =>
  new Promise<Came[]>((resolve, reject) => {
    const { method, path, headers, body, isChunked = false, requestId } = sent;
    const length = isChunked || !body ? {} : { 'content-length': String(body.length) };
    const all = { 'x-request-id': requestId, ...length, ...headers };
    let hasAnswer = false;
    const asking = request({ agent, port, method, path, headers: all, timeout: PATIENCE }, (response) => {
      hasAnswer = true;
      const chunks: Buffer[] = [];
      const { statusCode: status = 0, headers: came } = response;
      const isExpected = method !== 'HEAD' && status !== 204 && status !== 303;
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('error', reject)
        .on('end', () =>
          resolve([{ status, type: came['content-type'], bytes: Buffer.concat(chunks), isExpected }]),
        );
    });
    asking.on('timeout', () => asking.destroy(new Error(`No answer within ${PATIENCE} ms.`)));
    asking.on('error', (error: NodeJS.ErrnoException) => {
      if (hasAnswer) return; // it came before all was sent
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve([]);
      else reject(error);
    });
    if (isChunked && body) asking.write(body.subarray(0, body.length >> 1));
    asking.end(isChunked ? body?.subarray(body.length >> 1) : body);
  });

/** All answers that came on one connection, which we end. */
const overSocket = (port: number, bytes: Buffer) =>
  new Promise<Came[]>((resolve, reject) => {
    const socket = connect({ port, host: 'localhost' });
    const chunks: Buffer[] = [];
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`Open after ${PATIENCE} ms.`)));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(answersIn(Buffer.concat(chunks))));
    socket.end(bytes);
  });

const answersIn = (bytes: Buffer): Came[] => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return bytes.length === 0 ? [] : [{ status: 0, type: 'none', bytes, isExpected: true }];
  const head = bytes.toString('latin1', 0, end);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  const field = (name: string) => new RegExp(`\r\n${name}: ([^\r]*)`, 'i').exec(head)?.[1];
  if (status < 200) return answersIn(bytes.subarray(end + 4));
  const none = /\r\ntransfer-encoding: chunked/i.test(head) ? '0\r\n\r\n'.length : 0;
  const last = end + 4 + Number(field('content-length') ?? none);
  const isExpected = status !== 204 && status !== 303;
  const came = { status, type: field('content-type'), bytes: bytes.subarray(end + 4, last), isExpected };
  return [came, ...answersIn(bytes.subarray(last))];
};
