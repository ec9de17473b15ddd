/** Looked at now and then, never listened to, so that a request pays nothing for it. An AbortSignal is one. */
export type Leaving = Pick<AbortSignal, 'aborted'>;

export type WireRequest = {
  /** JSON. It must not change before the receiver is told. */
  body: Uint8Array;
  /** In lower case. */
  headers: Record<string, string>;
  /** One that may have been received is never sent again. */
  isMutation: boolean;
  signal?: Leaving | undefined;
  /** On the clock of performance.now(). */
  deadline?: number | undefined;
};

/**
 * `headers`: `set-cookie`, a line each, and no other. `body` is lent, so that an answer needs no memory of its own: it
 * is read within `answered`, or at once behind an await of `responseTo`, as the next answer will lie at its place.
 * Several may read it, and nobody may write to it.
 */
export type WireResponse = { status: number; headers: Readonly<Record<string, string>>; body: Uint8Array };

/**
 * Told once what became of a request: its answer, or a WireError; maybe before `send` returns. It must not throw. A
 * fetch passes through five such layers, each a function call: as promises they took a tenth of a small page's time.
 */
export type Receiver = { answered(response: WireResponse): void; failed(error: unknown): void };

/** How bytes get to a subgraph and back. No answer is ever another request's. */
export type Wire = {
  send(request: WireRequest, receiver: Receiver): void;
  /** Takes no more, and waits for what is in flight. */
  close(): Promise<void>;
};

/** What lent bytes say, without a copy of them. Throws SyntaxError. */
export const jsonIn = ({ buffer, byteOffset, length }: Uint8Array): unknown =>
  JSON.parse(Buffer.from(buffer, byteOffset, length).toString());

/** The answer as a promise: for tests and benches. */
export const responseTo = (send: Wire['send'], request: WireRequest): Promise<WireResponse> =>
  new Promise((answered, failed) => send(request, { answered, failed }));

/** Of a wire that answers by promises. */
export const telling =
  (send: (request: WireRequest) => Promise<WireResponse>): Wire['send'] =>
  (request, receiver) =>
    void send(request).then(
      (response) => receiver.answered(response),
      (error: unknown) => receiver.failed(error),
    );

export type Fault =
  | 'not sent' // nobody has received it
  | 'cut off' // the connection ended before the answer was whole: it may have been received
  | 'too late'
  | 'cancelled'
  | 'too large'
  | 'not HTTP'; // or not certain where the answer ends

export class WireError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.fault = fault;
  }
}

export const notHttp = (expected: string, got: string) =>
  new WireError('not HTTP', `Expected ${expected}, got ${got}.`);

export type WireLimits = {
  /** Bytes that an answer may have. */
  mostBytes: number;
  /** Connections at once; more requests wait. */
  connections: number;
  /** Requests that wait for a connection; more are refused. */
  waiting: number;
  /** Milliseconds until a connection is there. */
  connectTimeout: number;
  /** Milliseconds that a connection is kept for the next request: shorter than servers keep theirs. */
  idleTimeout: number;
  /** For tests: what was lent is overwritten as soon as it may be. */
  overwrites: boolean;
};

export const LIMITS: WireLimits = {
  mostBytes: 16 * 1024 * 1024,
  connections: 128,
  waiting: 4_096,
  connectTimeout: 2_000,
  idleTimeout: 2_000,
  overwrites: false,
};
