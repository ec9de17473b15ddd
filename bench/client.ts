import { Pool } from 'undici';

type Answered = { data?: Record<string, { userErrors?: object[] } | null>; errors?: object[] };
/** Its name, its input, the fields of its payload. */
export type Mutation = [name: string, input: object, fields?: string];

/** Asks a marketplace over HTTP, keeping its connections. */
export const connect = (url: string) => {
  const pool = new Pool(url, { connections: 64 });

  /** Sends one operation; throws on errors and refusals: a bench of failures is none. */
  const ask = async <T>(query: string, variables: object = {}, token?: string): Promise<T> => {
    const { body } = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await body.json()) as Answered;
    const refusals = Object.values(answer.data ?? {}).flatMap((field) => field?.userErrors ?? []);
    if (answer.errors || refusals.length > 0) throw new Error(JSON.stringify(answer.errors ?? refusals));
    return answer.data as T;
  };

  /** The payload of `verbNoun(input: VerbNounInput!)`. */
  const mutate = async <T>(token: string | undefined, [name, input, fields = '']: Mutation): Promise<T> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { ${name}(input: $input) { ${fields} userErrors { message } } }`;
    return (await ask<Record<string, T>>(query, { input }, token))[name]!;
  };

  return { ask, mutate, disconnect: () => pool.close() };
};

export type Client = Pick<ReturnType<typeof connect>, 'ask' | 'mutate'>;
