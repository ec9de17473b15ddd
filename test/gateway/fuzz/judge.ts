import { isUtf8 } from 'node:buffer';
import {
  getOperationAST,
  getVariableValues,
  Kind,
  parse,
  type FragmentDefinitionNode,
  type GraphQLSchema,
} from 'graphql';
import { misfitOf } from './fits.ts';
import type { Came, Operation } from './sent.ts';

type Told = { message?: unknown; path?: unknown; extensions?: { code?: unknown } };
type Body = { data?: unknown; errors?: Told[] };

/** `mayFail`: a subgraph gives reasons to. */
export type Judging = { schema: GraphQLSchema; operation: Operation | undefined; mayFail: boolean };

/** What a client would have to complain of; undefined where nothing. */
export const faultOf = (came: Came, judging: Judging): string | undefined => {
  const { status, type, bytes, isExpected } = came;
  if (!isExpected) return bytes.length > 0 ? `${status} with a body` : undefined;
  if (!isUtf8(bytes)) return 'no UTF-8';
  const body = parsed(bytes.toString());
  if (body === undefined) return `${status}, no JSON object: ${bytes.toString().slice(0, 200)}`;
  if (!/^application\/(graphql-response\+)?json\b/.test(type ?? '')) return `JSON as ${type}`;
  const { data, errors } = body;
  if (errors !== undefined && (!Array.isArray(errors) || errors.length === 0)) return 'errors, and none';
  if (status >= 500 && !(status === 503 && errors?.every(isDeliberate)))
    return `${status}: ${JSON.stringify(errors)}`;
  if (data == null && !errors) return 'neither data nor errors';
  const untold = errors
    ?.map((error) => faultOfError(error, status, judging))
    .find((one) => one !== undefined);
  return untold ?? (data == null ? undefined : faultOfData(data, judging));
};

const parsed = (text: string): Body | undefined => {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
};

const isDeliberate = ({ extensions }: Told) => extensions?.code === 'SERVICE_UNAVAILABLE';

/** Our own refusals say what was expected, and those of a limit say the limit. */
const WORDS: Record<string, RegExp> = {
  BAD_REQUEST: /./,
  BAD_USER_INPUT: /./,
  DOCUMENT_NOT_FOUND: /^Expected the id of a trusted document, got /,
  EXPECTATION_FAILED: /^Expected .*, got /,
  GRAPHQL_PARSE_FAILED: /^Syntax Error: |^Expected at most \d+ levels/,
  GRAPHQL_VALIDATION_FAILED: /./,
  HEADERS_TOO_LARGE: /^Expected .* at most \d+ bytes/,
  METHOD_NOT_ALLOWED: /^Expected .*, got /,
  NOT_FOUND: /GraphQL is at /,
  OPERATION_RESOLUTION_FAILURE: /^Expected /,
  OPERATION_TOO_COMPLEX: /too complex to plan/,
  OPERATION_TOO_COSTLY: /^Expected .* at most \d+, got /,
  OPERATION_TOO_LARGE: /^Expected at most \d+ .*, got |^Expected each field of a mutation once/,
  PAYLOAD_TOO_LARGE: /^Expected .* at most \d+ bytes, got /,
  PERSISTED_QUERY_NOT_FOUND: /^PersistedQueryNotFound$/,
  REQUEST_TIMEOUT: /^Expected .* within \d+ s/,
  UNAUTHENTICATED: /token|Authorization/,
  UNSUPPORTED_MEDIA_TYPE: /^Expected /,
};

const faultOfError = (error: Told | null, status: number, { mayFail }: Judging) => {
  const { message, path, extensions } = error ?? {};
  const told = JSON.stringify(error);
  if (typeof message !== 'string' || typeof extensions?.code !== 'string')
    return `an error without words: ${told}`;
  if (path !== undefined && !isPath(path)) return `an odd path: ${told}`;
  if (mayFail) return undefined;
  const words = WORDS[extensions.code];
  return words?.test(message) ? undefined : `${status} with an error that says too little: ${told}`;
};

const isPath = (path: unknown) =>
  Array.isArray(path) &&
  path.length > 0 &&
  path.every((part) => typeof part === 'string' || (Number.isInteger(part) && part >= 0));

const faultOfData = (data: unknown, { schema, operation: asked }: Judging) => {
  if (!asked) return `data that nobody asked for: ${JSON.stringify(data)}`;
  const document = parse(asked.query);
  const operation = getOperationAST(document, asked.operationName);
  if (!operation) return 'data of no operation';
  const given = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables);
  if (given.errors) return `data for wrong variables: ${given.errors.join()}`;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((one): [string, FragmentDefinitionNode][] =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [],
    ),
  );
  return misfitOf({ schema, operation, fragments, variables: given.coerced }, data);
};
