import { Agent, request } from 'undici';

/** `refused`: the marketplace said no, for ever. `unclear`: perhaps it was done; the same is to be asked again. */
export type Answer =
  | { kind: 'done'; data: Record<string, never> }
  | { kind: 'refused'; codes: string[] }
  | { kind: 'unclear'; why: string; isClean: boolean };

/** Codes that tell a client to ask again. */
const RETRYABLE = new Set(['RETRYABLE', 'OVERLOADED', 'SERVICE_UNAVAILABLE', 'CONFLICT', 'BAD_GATEWAY']);

type Body = {
  data?: Record<string, { userErrors?: { code: string }[] } | null> | null;
  errors?: { message: string; extensions?: { code?: string } }[];
};

type Posted = { status: number; body: Body };

/** Counts of requests by what came: `lost` had no answer, `retryable` said that one should ask again. */
export type Requests = { all: number; lost: number; retryable: number; odd: string[] };

const TIMEOUT = 15_000;

/** Asks gateways at fixed addresses, whether they are there or not, as a balancer before them would. */
export const createAsking = (ports: number[]) => {
  const agent = new Agent({ connections: 128, headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT });
  const requests: Requests = { all: 0, lost: 0, retryable: 0, odd: [] };

  let next = 0;
  const post = async (query: string, variables: object, token?: string, tries = 1): Promise<Posted> => {
    const port = ports[(next += 1) % ports.length]!;
    try {
      const { statusCode, body } = await request(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        dispatcher: agent,
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ query, variables }),
      });
      return { status: statusCode, body: (await body.json()) as Body };
    } catch (error) {
      const isNobodyThere = (error as { code?: string }).code === 'ECONNREFUSED';
      if (isNobodyThere && tries < ports.length) return post(query, variables, token, tries + 1);
      throw error;
    }
  };

  return {
    requests,
    async ask(query: string, variables: object, token?: string): Promise<Answer> {
      requests.all += 1;
      try {
        const { status, body } = await post(query, variables, token);
        return read(status, body, requests);
      } catch (error) {
        requests.lost += 1;
        return { kind: 'unclear', why: String(error), isClean: false };
      }
    },
    close: () => agent.destroy(),
  };
};

export type Asking = ReturnType<typeof createAsking>;

const read = (status: number, { data, errors = [] }: Body, requests: Requests): Answer => {
  const codes = errors.map(({ extensions }) => extensions?.code ?? 'NONE');
  const userErrors = Object.values(data ?? {}).flatMap((field) => field?.userErrors ?? []);
  const refusals = userErrors.map(({ code }) => code);
  const all = [...codes, ...refusals];
  if (all.length === 0 && data) return { kind: 'done', data: data as Record<string, never> };
  if (all.some((code) => RETRYABLE.has(code))) {
    requests.retryable += 1;
    return { kind: 'unclear', why: all.join(), isClean: true };
  }
  if (codes.length === 0 && refusals.length > 0) return { kind: 'refused', codes: refusals };
  if (codes.includes('UNAUTHENTICATED')) return { kind: 'refused', codes: ['UNAUTHENTICATED'] };
  const odd = `${status} ${JSON.stringify(errors).slice(0, 300)}`;
  requests.odd.push(odd);
  return { kind: 'unclear', why: odd, isClean: false };
};
