/** What a mutation said in `userErrors`. */
export type UserError = { code: string; field: string[] | null; message: string };
export type GraphQLAnswer<T> = {
  status: number;
  data: T | null | undefined;
  errors: { message: string; path?: string[]; extensions: { code: string } }[];
};

/** No answer came: whether it was done is not known. */
export class Lost extends Error {}

/** The marketplace said no. */
export class Refused extends Error {
  readonly codes: string[];
  constructor(asked: string, errors: UserError[]) {
    super(`${asked} was refused: ${JSON.stringify(errors)}`);
    this.codes = errors.map(({ code }) => code);
  }
}

/**
 * One member's browser: a token, a cookie jar, and the marketplace's address of the moment, which
 * changes when it is started again.
 */
export const createClient = (address: () => string) => {
  const cookies = new Map<string, string>();
  let token: string | undefined;

  const post = async (body: string, more: Record<string, string> = {}): Promise<Response> => {
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
      ...more,
    };
    const signal = AbortSignal.timeout(20_000);
    const response = await fetch(`${address()}/graphql`, { method: 'POST', headers, body, signal });
    for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie);
    return response;
  };

  /** Whatever comes, as it comes; throws Lost where nothing does. */
  const ask = async <T>(query: string, variables: object = {}): Promise<GraphQLAnswer<T>> => {
    try {
      const response = await post(JSON.stringify({ query, variables }));
      const { data, errors = [] } = (await response.json()) as Partial<GraphQLAnswer<T>>;
      return { status: response.status, data, errors };
    } catch (cause) {
      throw new Lost(`No answer: ${cause}`, { cause });
    }
  };

  /** The data; throws where there are errors. */
  const query = async <T>(text: string, variables: object = {}): Promise<T> => {
    const { data, errors, status } = await ask<T>(text, variables);
    if (errors.length > 0 || !data) throw new Error(`${text} answered ${status} ${JSON.stringify(errors)}`);
    return data;
  };

  /** The payload of a mutation `verbNoun(input: VerbNounInput!)`; throws Refused. */
  const mutate = async <T>(name: string, input: object, fields = ''): Promise<T> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
    const answer = await query<Record<string, (T & { userErrors: UserError[] }) | null>>(
      `mutation ($input: ${type}) { ${name}(input: $input) { ${fields} userErrors { code field message } } }`,
      { input },
    );
    const payload = answer[name]!;
    if (payload.userErrors.length > 0) throw new Refused(name, payload.userErrors);
    return payload;
  };

  const useToken = (next: string | undefined) => (token = next);
  return { post, ask, query, mutate, cookies, useToken, token: () => token };
};

export type Client = ReturnType<typeof createClient>;

const keep = (cookies: Map<string, string>, header: string) => {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(header)!;
  if (/; *Max-Age=0(;|$)/i.test(header)) cookies.delete(name!);
  else cookies.set(name!, value!);
};
