import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { closeGateways, post, startGateway } from '../fakes.ts';

let url: string;
beforeAll(async () => {
  ({ url } = await startGateway());
});
afterAll(closeGateways);

const JSON_VALUE = fc.jsonValue({ depthSize: 'large' });
const ODD_TEXT = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
});
const TOKEN = fc.constantFrom(
  ...['{', '}', '(', ')', '[', ']', '!', ':', '=', '@', '$', '|', '&', '...', '"""', '"', '#', '1e999', '-0'],
  ...['query', 'mutation', 'subscription', 'fragment', 'on', 'gig', 'gigs', 'id', 'seller', 'Gig', 'null'],
  ...['true'],
  ...['__typename', '__schema', '__proto__', 'constructor', 'include', 'if', 'representations'],
  ...['_entities', '\u0000'],
);
const DOCUMENT = fc.array(TOKEN, { maxLength: 40 }).map((tokens) => tokens.join(' '));

/** A client's mistake is the client's: never a 5xx, and nothing that is reported as ours. */
const isNoFailure = async (body: unknown, headers: Record<string, string> = {}) => {
  const answer = await post(url, body, headers);
  const codes = answer.body.errors?.map(({ extensions }) => extensions['code']) ?? [];
  return answer.status < 500 && !codes.includes('INTERNAL_SERVER_ERROR');
};

const never = (values: fc.Arbitrary<unknown>, body: (value: unknown) => unknown) =>
  fc.assert(
    fc.asyncProperty(values, (value) => isNoFailure(body(value))),
    { numRuns: 150 },
  );

describe('no input makes the gateway fail', () => {
  it('as a body of any JSON', () => never(JSON_VALUE, (value) => JSON.stringify(value)));
  it('as a body of any text', () => never(ODD_TEXT, (value) => value));
  it('as a query of any tokens', () => never(DOCUMENT, (query) => ({ query })));
  it('as a query of any text', () => never(ODD_TEXT, (query) => ({ query })));
  it('as anything beside the query', () =>
    never(
      fc.record({ variables: JSON_VALUE, operationName: JSON_VALUE, extensions: JSON_VALUE }),
      (rest) => ({
        ...(rest as object),
        query: '{ gigs { id } }',
      }),
    ));
  it('as any variable', () =>
    never(JSON_VALUE, (value) => ({
      query:
        'query ($day: DateTime, $id: ID!, $x: Boolean = true) { on(day: $day) gig(id: $id) { id @skip(if: $x) } }',
      variables: { day: value, id: value, x: value, ['__proto__']: value },
    })));
  it('as any persisted query', () =>
    never(JSON_VALUE, (value) => ({
      query: '{ gigs { id } }',
      extensions: { persistedQuery: { version: 1, sha256Hash: value } },
    })));
  it('as any header', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...' ;,=/+*()<>@"\\abc019-_.') }), async (value) => {
        const headers = {
          authorization: value,
          accept: value,
          'x-request-id': value,
          cookie: value,
          origin: value,
        };
        return isNoFailure({ query: '{ gigs { id } }' }, headers);
      }),
      { numRuns: 150 },
    ));
});
