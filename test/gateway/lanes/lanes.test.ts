import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Switches } from '../../../gateway/lanes/lanes.ts';
import { closeGateways, post, startGateway } from '../fakes.ts';

type Started = Awaited<ReturnType<typeof startGateway>>;

/** Every way that a request can take must answer the same. */
const SWITCHES: [string, Partial<Switches>][] = [
  ['bytes', {}],
  ['Apollo’s executor', { bytes: false }],
  ['Apollo’s server', { direct: false }],
];

const started = new Map<string, Started>();
const handedOver: string[] = [];
beforeAll(async () => {
  for (const [name, switches] of SWITCHES)
    started.set(name, await startGateway({ switches, onHandOver: (reason) => handedOver.push(reason) }));
});
afterAll(closeGateways);

const OPERATIONS: [string, object][] = [
  ['one fetch', { query: '{ gigs { id title } }' }],
  ['several fetches', { query: '{ gig(id: "gig_1") { title stars seller { username } } viewer { id } }' }],
  ['aliases', { query: '{ a: gig(id: "gig_1") { b: title c: stars } d: gig(id: "gig_3") { b: id } }' }],
  [
    'type names',
    { query: '{ __typename gigs { __typename kind: __typename seller { __typename username } } }' },
  ],
  [
    'fragments',
    { query: '{ gigs { ...G ... on Gig { stars } } } fragment G on Gig { id seller { username } }' },
  ],
  ['a variable', { query: 'query ($id: ID!) { gig(id: $id) { id } }', variables: { id: 'gig_9' } }],
  ['a variable that it does not declare', { query: '{ gigs { id } }', variables: { other: 1 } }],
  [
    'a condition that holds',
    { query: 'query ($no: Boolean = true) { gigs { id stars @skip(if: $no) } }', variables: { no: false } },
  ],
  [
    'a condition that does not',
    { query: 'query ($no: Boolean = true) { gigs { id stars @skip(if: $no) } }' },
  ],
  ['nothing that is included', { query: '{ gigs { id @include(if: false) title } }' }],
  ['a null in a list of references', { query: '{ gigs { title seller { username } } }' }],
  ['an error of an entity', { query: '{ gigs { id stars } }' }],
  ['an error of a root field', { query: '{ refused gigs { id } }' }],
  ['an error that is masked', { query: '{ broken viewer { id } }' }],
  ['a mutation', { query: 'mutation { signIn { token user { username } } }' }],
  ['a mutation without an answer', { query: 'mutation { required }' }],
  ['a name', { query: 'query A { gigs { id } } query B { viewer { id } }', operationName: 'B' }],
  ['a name that is not there', { query: 'query A { gigs { id } }', operationName: 'C' }],
  [
    'a variable of a wrong type',
    { query: 'query ($id: ID!) { gig(id: $id) { id } }', variables: { id: {} } },
  ],
  ['a variable that is missing', { query: 'query ($id: ID!) { gig(id: $id) { id } }' }],
  ['a field that is not there', { query: '{ gigs { nothing } }' }],
  ['no GraphQL', { query: '{ gigs {' }],
  ['a question about the schema', { query: '{ __type(name: "Gig") { name fields { name } } }' }],
  ['both', { query: '{ __schema { queryType { name } } gigs { id } }' }],
  ['a literal of another scalar', { query: '{ on(day: "2026-01-01") }' }],
  ['a literal of another kind', { query: '{ on(day: {of: [1, 2]}) }' }],
];

/** What is of one request alone. */
const comparable = (text: string) => text.replaceAll(/"requestId":"[^"]*"|the id [\w-]+/g, '');

const askedOf = async (way: string, operation: object) => {
  const { status, headers, body } = await post(started.get(way)!.url, operation);
  const shown = ['content-type', 'cache-control', 'set-cookie'].map((name) => headers.get(name));
  return { status, shown, body: comparable(JSON.stringify(body)) };
};

describe.each(OPERATIONS)('%s', (_, operation) => {
  it('is answered alike by every lane, the first time and the second', async () => {
    for (let time = 0; time < 2; time += 1) {
      const expected = await askedOf('Apollo’s server', operation);
      expect(await askedOf('bytes', operation)).toEqual(expected);
      expect(await askedOf('Apollo’s executor', operation)).toEqual(expected);
    }
  });
});

it('the direct lane hands over what a null has left nothing of, and nothing else', async () => {
  expect(new Set(handedOver)).toEqual(new Set(['null root']));
});

it('mutations that are handed over are not run again', async () => {
  const { asked, url } = started.get('bytes')!;
  const before = asked.users.length;
  const { body } = await post(url, { query: 'mutation { required }' });
  expect(body.data).toBeNull();
  expect(asked.users.length).toBe(before + 1);
});
