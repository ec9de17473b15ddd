import { Trace } from '@apollo/usage-reporting-protobuf';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { describe, expect, it } from '@jest/globals';
import { execute, parse, type ExecutionResult } from 'graphql';
import { createInlineTraces } from '../../../kernel/graphql/inline-trace.ts';

const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(resolve, 20, value));

const schema = buildSubgraphSchema({
  typeDefs: parse(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { cups: [Cup] } type Cup @key(fields: "id") { id: ID! tea: String broken: String }`),
  resolvers: {
    Query: { cups: () => [{ id: '1' }, { id: '2' }] },
    Cup: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      tea: () => later('green'),
      broken: () => Promise.reject(new Error('secret')),
    },
  },
});
const traces = createInlineTraces(schema);

const traced = async (query: string) => {
  const contextValue = {};
  const result = await traces.run(contextValue, (executable) =>
    execute({ schema: executable, document: parse(query), contextValue }),
  );
  const { ftv1 } = result.extensions as { ftv1: string };
  return { result, trace: Trace.decode(Buffer.from(ftv1, 'base64')) };
};

describe('a trace', () => {
  it('has each field in its place, and how long it took', async () => {
    const { result, trace } = await traced('{ mine: cups { id tea } }');
    const [cups] = trace.root!.child!;
    expect(cups).toMatchObject({
      ...{ responseName: 'mine', originalFieldName: 'cups', type: '[Cup]', parentType: 'Query' },
      child: [0, 1].map((index) => ({
        index,
        child: [{ responseName: 'id' }, { responseName: 'tea', parentType: 'Cup', type: 'String' }],
      })),
    });
    const tea = cups!.child![0]!.child![1]!;
    expect(Number(tea.endTime) - Number(tea.startTime)).toBeGreaterThan(15e6);
    expect(trace.durationNs).toBeGreaterThanOrEqual(Number(tea.endTime));
    expect(result.data).toEqual({ mine: ['1', '2'].map((id) => ({ id, tea: 'green' })) });
  });

  it('counts errors, and tells nothing of them', async () => {
    const { result, trace } = await traced('{ cups { broken } }');
    expect((result as ExecutionResult).errors).toHaveLength(2);
    const fields = trace.root!.child![0]!.child!.map(({ child }) => child![0]);
    for (const field of fields) expect(field).toMatchObject({ error: [{ message: '<masked>' }] });
    expect(JSON.stringify(trace)).not.toContain('secret');
  });

  it('is of entities as well, and of each request alone', async () => {
    const entities =
      '{ _entities(representations: [{ __typename: "Cup", id: "7" }]) { ... on Cup { id tea } } }';
    const both = await Promise.all([traced(entities), traced('{ cups { id } }')]);
    expect(both[0].result.data).toEqual({ _entities: [{ id: '7', tea: 'green' }] });
    expect(both.map(({ trace }) => trace.root!.child!.map(({ responseName }) => responseName))).toEqual([
      ['_entities'],
      ['cups'],
    ]);
  });
});
