import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, parse } from 'graphql';
import { DomainError, DomainErrors } from '../../../kernel/domain-error.ts';
import { createSubgraphSchema } from '../../../kernel/graphql/subgraph-schema.ts';
import { countersService } from '../toys/services.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'chimera-schema-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

const schemaOf = (sdl: string, resolvers: object = {}, canSee = {}) => {
  const file = join(folder, `${randomUUID()}.graphql`);
  writeFileSync(file, `${HEAD} ${sdl}`);
  return createSubgraphSchema({ ...countersService, schema: pathToFileURL(file), resolvers, canSee });
};

describe('a type with a node id', () => {
  const node = 'interface Node { id: ID! } type Query { a: ID }';
  const thing = `${node} type Thing implements Node @key(fields: "id") { id: ID! }`;

  it('without a rule of who may see it does not become a schema', () =>
    expect(() => schemaOf(thing)).toThrow('counters: type Thing has a node id but no rule in canSee.'));

  it('with a rule does', () =>
    expect(schemaOf(thing, {}, { Thing: () => true }).getType('Thing')).toBeDefined());

  it('needs no rule where another subgraph answers it', () => {
    const stub = `${node} type Thing implements Node @key(fields: "id", resolvable: false) { id: ID! }`;
    expect(schemaOf(stub).getType('Thing')).toBeDefined();
  });

  it('whose name is like a method’s needs a rule too', () =>
    expect(() => schemaOf(thing.replace('type Thing', 'type toString'))).toThrow(
      'type toString has a node id',
    ));
});

describe('a payload with userErrors', () => {
  const sdl = `enum Code { TAKEN BLANK } type Wrong { code: Code! message: String! field: [String!] }
    type Payload { id: ID userErrors: [Wrong!]! } type Query { a: ID } type Mutation { change: Payload! }`;
  const answerOf = async (change: () => unknown) => {
    const schema = schemaOf(sdl, { Mutation: { change } });
    const document = parse('mutation { change { id userErrors { code message field } } }');
    const { data, errors } = await execute({ schema, document });
    return errors ? { errors: errors.map(({ message }) => message) } : (data!['change'] as object);
  };
  const refuse = (error: Error) => () => {
    throw error;
  };
  const taken = new DomainError('TAKEN', 'It is taken.', ['input', 'name']);
  const told = { code: 'TAKEN', message: 'It is taken.', field: ['input', 'name'] };

  it('has none when it is done', async () =>
    expect(await answerOf(async () => ({ id: '1' }))).toEqual({ id: '1', userErrors: [] }));

  it('has the refusal', async () =>
    expect(await answerOf(refuse(taken))).toEqual({ id: null, userErrors: [told] }));

  it('has all of several refusals', async () => {
    const several = new DomainErrors([taken, new DomainError('BLANK', 'It is blank.')]);
    const blank = { code: 'BLANK', message: 'It is blank.', field: null };
    expect(await answerOf(refuse(several))).toEqual({ id: null, userErrors: [told, blank] });
  });

  it('has none that the schema does not know, alone or among others', async () => {
    const unknown = new DomainError('CONFLICT', 'Try again.');
    expect(await answerOf(refuse(unknown))).toEqual({ errors: ['Try again.'] });
    expect(await answerOf(refuse(new DomainErrors([taken, unknown])))).toEqual({
      errors: ['It is taken. Try again.'],
    });
  });

  it('never has a bug', async () =>
    expect(await answerOf(refuse(new Error('swordfish')))).toEqual({ errors: ['swordfish'] }));
});
