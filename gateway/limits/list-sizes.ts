import {
  getNamedType,
  getNullableType,
  isListType,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
} from 'graphql';
import type { Field } from './fields.ts';

/** What `@listSize` says of a field. */
type ListSize = { slicingArguments?: string[]; sizedFields?: string[]; assumedSize?: number };

/** `times`: how many a field answers. `inside`: how many each of these fields of its answer does. */
export type Size = { times: number; inside?: { fields: string[]; times: number } | undefined };

type Variables = Record<string, unknown>;

/** Subgraphs refuse a larger page; for null they choose its size. */
const LARGEST_PAGE = 100;
/** Of a list without `@listSize`, e.g. a gig's packages. */
const USUAL_LIST = 10;

/** Reads the supergraph's `@listSize`; answers how many a field may answer. Variables: defaults included. */
export const createSizeOf = (supergraph: string) => {
  const listSizes = listSizesOf(supergraph);

  return (field: Field, variables: Variables): Size => {
    const { typeName, definition } = field;
    const { slicingArguments, sizedFields, assumedSize } =
      listSizes.get(`${typeName}.${definition.name}`) ?? {};
    const argument = (name: string) => argumentOf(field, name, variables);
    const page = slicingArguments && Math.max(...slicingArguments.map((name) => pageSize(argument(name))));
    if (page !== undefined && sizedFields) return { times: 1, inside: { fields: sizedFields, times: page } };
    // Introspection has a rule of its own in graphql-js.
    const isIntrospection = getNamedType(definition.type).name.startsWith('__');
    if (isIntrospection || !isListType(getNullableType(definition.type))) return { times: 1 };
    const ids = definition.args.find(({ type }) => String(type) === '[ID!]!');
    const given = ids ? countOf(argument(ids.name)) : Infinity;
    return { times: page ?? Math.min(assumedSize ?? USUAL_LIST, given) };
  };
};

const listSizesOf = (supergraph: string) => {
  const sizes = new Map<string, ListSize>();
  for (const type of parse(supergraph, { noLocation: true }).definitions)
    if (type.kind === 'ObjectTypeDefinition' || type.kind === 'InterfaceTypeDefinition')
      for (const { name, directives = [] } of type.fields ?? []) {
        const listSize = directives.find((directive) => directive.name.value === 'listSize');
        if (listSize) sizes.set(`${type.name.value}.${name.value}`, argumentsOf(listSize));
      }
  return sizes;
};

const argumentsOf = ({ arguments: given = [] }: ConstDirectiveNode): ListSize =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

const argumentOf = ({ definition, node }: Field, name: string, variables: Variables): unknown => {
  const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
  const value = given && valueFromASTUntyped(given, variables);
  return value === undefined
    ? definition.args.find((argument) => argument.name === name)?.defaultValue
    : value;
};

const pageSize = (first: unknown) =>
  typeof first === 'number' ? Math.min(Math.max(first, 0), LARGEST_PAGE) : LARGEST_PAGE;

/** `users(ids)` answers one for each id; a single value is a list of it. */
const countOf = (ids: unknown) => (Array.isArray(ids) ? ids.length : 1);
