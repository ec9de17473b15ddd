import { beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { Arena } from '../../../gateway/bytes/arena.ts';
import { run, type Asker, type Running } from '../../../gateway/bytes/run.ts';
import { Surprise } from '../../../gateway/bytes/surprise.ts';
import { planned, type Federation } from './both.ts';
import { cinema } from './supergraphs/cinema.ts';
import { shop } from './supergraphs/shop.ts';

const bytesOf = (data: object) => Buffer.from(JSON.stringify({ data }));
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Runs a query of which `ask` says how each fetch goes: its end, what was noted, and how it stands. */
const begin = (federation: Federation, query: string, ask: Running['ask']) => {
  const arena = new Arena();
  const noted: string[] = [];
  const state = { is: 'running' };
  const compiled = planned(federation, { query, variables: {} })!.compiled();
  const note: Running['note'] = ({ service }, _, came) =>
    void noted.push(`${service}: ${came instanceof Uint8Array ? 'bytes' : came.message}`);
  const ended = run({ compiled, arena, variables: {}, ask, note }).then(
    ({ start, end, errors }) => {
      state.is = 'ended';
      return { data: JSON.parse(arena.bytes.toString('utf8', start, end)) as unknown, errors };
    },
    (error: unknown) => {
      state.is = 'failed';
      throw error;
    },
  );
  ended.catch(() => {});
  return { ended, noted, state };
};

describe('a run', () => {
  let federation: Federation;
  beforeAll(() => {
    federation = shop();
  });

  const BOOK = bytesOf({ book: { __typename: 'Book', id: '1' } });

  it('goes on at once where the asker is told at once', async () => {
    const answers: Record<string, Buffer> = { catalog: BOOK, stock: bytesOf({ _entities: [{ left: 7 }] }) };
    const { ended, noted } = begin(federation, '{ book { left } }', ({ service }, _, asker) =>
      asker.came(answers[service]!),
    );
    expect(noted).toEqual(['catalog: bytes', 'stock: bytes']); // before anybody has waited
    expect((await ended).data).toEqual({ book: { left: 7 } });
  });

  it('fails with what is thrown where a fetch cannot be asked for, at once or later', async () => {
    const broken = new Error('Nobody is there.');
    for (const service of ['catalog', 'stock']) {
      const { ended } = begin(federation, '{ book { left } }', (fetch, _, asker) => {
        if (fetch.service === service) throw broken;
        asker.came(BOOK);
      });
      await expect(ended).rejects.toBe(broken);
    }
  });
});

describe('a run with fetches at once', () => {
  const waiting = (query: string) => {
    const askers: Record<string, Asker> = {};
    const begun = begin(cinema(), query, ({ service }, _, asker) => void (askers[service] = asker));
    return { ...begun, askers };
  };
  const QUERY = '{ person(id: 1) { id } latest { id } }';

  it('fails only when each of them has ended, and notes what came after the failure', async () => {
    const { askers, ended, state, noted } = waiting(QUERY);
    askers['people']!.came(bytesOf({ person: { id: { no: 'id' } } }));
    await turn();
    expect(state.is).toBe('running');
    askers['reviews']!.came(bytesOf({ latest: [] }));
    await expect(ended).rejects.toBeInstanceOf(Surprise);
    expect(noted).toEqual(['people: bytes', 'reviews: bytes']);
  });

  it('tells of one that failed, and answers the others', async () => {
    const { askers, ended, noted } = waiting(QUERY);
    askers['people']!.failed(new GraphQLError('It is down.'));
    askers['reviews']!.came(bytesOf({ latest: [{ id: 'r' }] }));
    const { data, errors } = await ended;
    expect(data).toEqual({ person: null, latest: [{ id: 'r' }] });
    expect(errors).toMatchObject([{ message: 'It is down.' }]);
    expect(noted).toEqual(['people: It is down.', 'reviews: bytes']);
  });
});
