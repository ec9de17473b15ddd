import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';

/** Starts Chimera as a user does, on a free port; answers when it is ready. */
export const startServer = async (env: Record<string, string>) => {
  const child = spawn(process.execPath, ['main.ts'], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`Chimera ended with ${code} before it was ready.`)));
    createInterface(child.stdout).on('line', (line) => line.startsWith('ready ') && resolve(line.slice(6)));
  });
  const pool = new Pool(url, { connections: 64 });

  /** Sends one operation; throws on errors and refusals: a bench of failures is none. */
  const ask = async <T>(query: string, variables: object = {}, token?: string): Promise<T> => {
    const { body } = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await body.json()) as { data?: Record<string, { userErrors?: object[] }>; errors?: object[] };
    const refusals = Object.values(answer.data ?? {}).flatMap((field) => field?.userErrors ?? []);
    if (answer.errors || refusals.length > 0) throw new Error(JSON.stringify(answer.errors ?? refusals));
    return answer.data as T;
  };

  return {
    url,
    ask,
    async close() {
      await pool.close();
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
};

export type Server = Awaited<ReturnType<typeof startServer>>;
