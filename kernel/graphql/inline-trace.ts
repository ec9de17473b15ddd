import type { ITrace, Trace } from '@apollo/usage-reporting-protobuf';
import {
  defaultFieldResolver,
  isObjectType,
  lexicographicSortSchema,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';

type Node = Trace.INode & { child: Node[]; error: Trace.IError[] };
type Path = GraphQLResolveInfo['path'];

/** Asked for by `apollo-federation-include-trace: ftv1`: what each field took, as Apollo's Studio reads it. */
export const createInlineTraces = (schema: GraphQLSchema) => {
  const recorders = new WeakMap<object, Recorder>();
  let traced: GraphQLSchema | undefined;

  return {
    /** Executes on a schema of its own, whose fields take the time; the other one pays nothing. */
    async run(
      contextValue: object,
      execute: (schema: GraphQLSchema) => Promise<ExecutionResult> | ExecutionResult,
    ): Promise<ExecutionResult> {
      traced ??= timed(schema, recorders);
      const recorder = new Recorder();
      recorders.set(contextValue, recorder);
      const result = await execute(traced);
      return { ...result, extensions: { ...result.extensions, ftv1: await recorder.end(result) } };
    },
  };
};

/** A copy, since fields of one schema cannot be timed for one request alone. */
const timed = (schema: GraphQLSchema, recorders: WeakMap<object, Recorder>): GraphQLSchema => {
  const copy = lexicographicSortSchema(schema);
  for (const type of Object.values(copy.getTypeMap()))
    if (isObjectType(type) && !type.name.startsWith('__'))
      for (const field of Object.values(type.getFields()))
        field.resolve = timing(field.resolve ?? defaultFieldResolver, recorders);
  return copy;
};

const timing =
  (
    resolve: GraphQLFieldResolver<unknown, object>,
    recorders: WeakMap<object, Recorder>,
  ): GraphQLFieldResolver<unknown, object> =>
  (source, args, context, info) => {
    const end = recorders.get(context)?.field(info);
    const result: unknown = resolve(source, args, context, info);
    if (result instanceof Promise && end) return result.finally(end);
    end?.();
    return result;
  };

class Recorder {
  readonly #startedAt = process.hrtime.bigint();
  readonly #startTime = new Date();
  readonly #root: Node = { child: [], error: [] };
  readonly #nodes = new Map<string, Node>([['', this.#root]]);

  /** Answers what is to be called when the field has its value. */
  field({ path, returnType, parentType, fieldName }: GraphQLResolveInfo): () => void {
    const node = this.#nodeAt(path);
    node.type = String(returnType);
    node.parentType = parentType.name;
    if (path.key !== fieldName) node.originalFieldName = fieldName;
    node.startTime = this.#elapsed();
    return () => void (node.endTime = this.#elapsed());
  }

  async end({ errors = [] }: ExecutionResult): Promise<string> {
    const { Trace } = await import('@apollo/usage-reporting-protobuf');
    const [durationNs, endTime] = [this.#elapsed(), new Date()];
    // What went wrong is told to the client alone: here it only counts.
    for (const { path } of errors)
      (this.#nodes.get(path?.join('.') ?? '') ?? this.#root).error.push({ message: '<masked>' });
    const trace: ITrace = {
      startTime: timestamp(this.#startTime),
      endTime: timestamp(endTime),
      durationNs,
      root: this.#root,
      fieldExecutionWeight: 1,
    };
    return Buffer.from(Trace.encode(Trace.create(trace)).finish()).toString('base64');
  }

  #nodeAt({ key, prev }: Path): Node {
    const above = prev ? this.#listAt(prev) : this.#root;
    const node: Node = {
      child: [],
      error: [],
      ...(typeof key === 'number' ? { index: key } : { responseName: key }),
    };
    above.child.push(node);
    this.#nodes.set(textOf({ key, prev, typename: undefined }), node);
    return node;
  }

  /** Items of a list are resolved by nobody, and yet have a place. */
  #listAt(path: Path): Node {
    return this.#nodes.get(textOf(path)) ?? this.#nodeAt(path);
  }

  #elapsed() {
    return Number(process.hrtime.bigint() - this.#startedAt);
  }
}

const textOf = ({ key, prev }: Path): string => (prev ? `${textOf(prev)}.${key}` : String(key));

const timestamp = (date: Date) => ({
  seconds: Math.floor(date.getTime() / 1_000),
  nanos: date.getMilliseconds() * 1e6,
});
