import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { JWK } from 'jose';

/** Answers of subgraphs to requests whose id begins so are mutated, by the id. */
export const MUTATED = 'mutated:';
/** Milliseconds of the one thread that no request may take at once, and of which we want to know. */
export const TOO_LONG = 1_000;

export type Measured = {
  heapUsed: number;
  rss: number;
  answers: number;
  mutated: number;
  longest: number;
  cpu: number;
};
/** `failed`: what was logged as an error. */
export type Said =
  { port: number } | { failed: string; requestId: string } | { took: number } | { measured: Measured };

const FILE = fileURLToPath(new URL('served.ts', import.meta.url));

export type GatewayProcess = {
  port: number;
  /** What it logged as errors, with the request's id. */
  failures: { failed: string; requestId: string }[];
  /** Milliseconds of CPU, wherever one turn of its event loop took many. */
  onLongTurn(listen: (took: number) => void): void;
  /** Undefined while it runs. */
  ending(): string | undefined;
  measure(): Promise<Measured>;
  close(): Promise<void>;
};

export const startGatewayProcess = async (jwk: JWK): Promise<GatewayProcess> => {
  const child = spawn(process.execPath, ['--expose-gc', FILE, JSON.stringify(jwk)], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4_000)));
  let ended: string | undefined;
  child.once('exit', (code, signal) => (ended = `${code ?? signal}: ${stderr}`));
  const failures: GatewayProcess['failures'] = [];
  const onLongTurn: ((took: number) => void)[] = [];
  let onMeasured = (_: Measured) => {};

  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`The gateway ended: ${ended}`)));
    child.on('message', (said: Said) => {
      if ('port' in said) resolve(said.port);
      else if ('failed' in said) failures.push(said);
      else if ('took' in said) for (const listen of onLongTurn) listen(said.took);
      else onMeasured(said.measured);
    });
  });

  return {
    port,
    failures,
    onLongTurn: (listen) => void onLongTurn.push(listen),
    ending: () => ended,
    measure: () =>
      new Promise((resolve) => {
        onMeasured = resolve;
        child.send('measure');
      }),
    async close() {
      process.off('exit', kill);
      if (ended !== undefined) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
};
