import type { GraphQLError } from 'graphql';
import type { Arena } from '../bytes/arena.ts';
import type { Compiled, CompiledFetch } from '../bytes/compile.ts';
import type { Asker, Given, Running } from '../bytes/run.ts';
import type { GatewayContext } from '../context.ts';
import type { Subgraph } from '../subgraph.ts';

/** One run, over the subgraphs, for one request. */
export class RequestRun implements Running {
  readonly compiled: Compiled;
  readonly arena: Arena;
  readonly variables: Record<string, unknown>;
  private readonly subgraphs: Record<string, Subgraph>;
  private readonly context: GatewayContext;

  constructor(subgraphs: Record<string, Subgraph>, context: GatewayContext, of: Given) {
    this.compiled = of.compiled;
    this.arena = of.arena;
    this.variables = of.variables;
    this.subgraphs = subgraphs;
    this.context = context;
  }

  ask({ service, isMutation }: CompiledFetch, body: Uint8Array, asker: Asker) {
    this.subgraphs[service]!.ask({ body, isMutation, context: this.context }, asker);
  }

  note(
    { service: subgraph, isMutation }: CompiledFetch,
    body: Uint8Array,
    answer: Uint8Array | GraphQLError,
  ) {
    this.context.received?.note({ subgraph, body, isMutation, answer });
  }
}
