import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { askedFor, complaintsOf, type Payload } from '../journeys/complaints.ts';
import { walkTo } from '../journeys/path.ts';
import { newFolder, run, start, type Marketplace } from '../journeys/process.ts';
import { newJourney } from '../journeys/steps.ts';
import { createOddity, operationOf, pick } from './odd.ts';
import { seeded, seedOf } from './random.ts';

const REQUESTS = Number(process.env['FAULTS_FUZZ'] ?? 700);

const random = seeded(seedOf('fuzz'));
let folder: Awaited<ReturnType<typeof newFolder>>;
let marketplace: Marketplace;
const journey = newJourney('odd', () => marketplace.url);
beforeAll(async () => {
  folder = await newFolder();
  marketplace = await start(folder.path);
  await walkTo(journey, 'accept');
}, 30_000);
afterAll(async () => {
  await marketplace?.signal('SIGKILL');
  await folder.remove();
});

const fieldsOf = (schema: GraphQLSchema) => [
  ...Object.values(schema.getQueryType()!.getFields()).map((field) => ({ kind: 'query' as const, field })),
  ...Object.values(schema.getMutationType()!.getFields()).map((field) => ({
    kind: 'mutation' as const,
    field,
  })),
];
const BUGS = /INTERNAL_SERVER_ERROR|BAD_GATEWAY|SERVICE_UNAVAILABLE|RETRYABLE/;
/** These end sessions, or cost a password's hash each time. */
const EXCEPT = ['registerUser', 'signIn', 'changePassword'];

it(
  `${REQUESTS} odd requests are answered in order, and what is refused writes nothing`,
  async () => {
    const introspected = await journey.buyer.query<IntrospectionQuery>(getIntrospectionQuery());
    const fields = fieldsOf(buildClientSchema(introspected)).filter(
      ({ field }) => !EXCEPT.includes(field.name),
    );
    const { known } = journey;
    const anyId = () => pick(random, Object.values(known).filter(Boolean));
    const { valueOf } = createOddity(random, (name) =>
      Object.hasOwn(known, name) && random() < 0.9 ? known[name as keyof typeof known] : anyId(),
    );
    let refused = 0;
    for (let number = 0; number < REQUESTS; number += 1) {
      const { kind, field } = fields[number % fields.length]!;
      const client = pick(random, [journey.buyer, journey.seller]);
      const query = operationOf(kind, field);
      const variables = Object.fromEntries(field.args.map(({ name, type }) => [name, valueOf(type, name)]));
      const before = askedFor(folder.path);
      const answer = await client.ask<Record<string, Payload>>(query, variables);
      const complaints = complaintsOf(answer);
      const what = `${field.name} ${JSON.stringify(variables).slice(0, 2_000)} answered ${answer.status} ${complaints}`;
      if (answer.status >= 500 || BUGS.test(complaints)) throw new Error(what);
      if (complaints === '') continue;
      refused += 1;
      if (JSON.stringify(askedFor(folder.path)) !== JSON.stringify(before))
        throw new Error(`Written: ${what}`);
    }
    console.info(`${refused} of ${REQUESTS} were refused.`);
  },
  60_000 + REQUESTS * 20,
);

it('and after them every view equals its replay, and nothing is parked', async () => {
  expect(await marketplace.signal('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  const replay = await run(folder.path, 'replay').ended;
  expect(replay.stdout).not.toContain('DIFFER');
  expect(replay.code).toBe(0);
  expect((await run(folder.path, 'parked').ended).stdout).toBe('Nothing is parked.\n');
}, 60_000);
