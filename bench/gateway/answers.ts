import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, validate, type ExecutionResult } from 'graphql';
import { madeUp, type Told } from './made-up.ts';

type Body = { query: string; variables?: { representations?: unknown } | null };

/** Answers that are kept, of each kind: what comes after is made anew each time. */
const MOST = 20_000;

/** Whole HTTP answers of one subgraph, by the bodies of requests. Each is made once and then remembered. */
export const createAnswers = (sdlFile: URL, told: Told) => {
  const schema = buildSubgraphSchema({ typeDefs: parse(readFileSync(sdlFile, 'utf8')) });
  const byBody = new Map<string, Uint8Array>();
  const byKey = new Map<string, Uint8Array>();

  return (text: string): Uint8Array | Promise<Uint8Array> => byBody.get(text) ?? find(text);

  async function answerTo({ query, variables }: Body) {
    const document = parse(query);
    const [error] = validate(schema, document);
    if (error) throw new Error(`Expected a query of the schema, got ${query}: ${error.message}`);
    const variableValues = variables ?? null;
    return execute({ schema, document, variableValues, contextValue: told, fieldResolver: madeUp });
  }

  async function find(text: string) {
    const body = JSON.parse(text) as Body;
    const key = keyOf(body);
    const found = byKey.get(key);
    // What differs in its literals comes once: it would only push out what comes again.
    if (found) return found;
    const made = httpAnswer(await answerTo(body));
    if (byBody.size < MOST) byBody.set(text, made);
    if (byKey.size < MOST) byKey.set(key, made);
    return made;
  }
};

/**
 * Without strings and long numbers, which change no answer; a short number may be the size of a page, and
 * representations say which entities are meant.
 */
const keyOf = ({ query, variables }: Body) => {
  const { representations, ...others } = variables ?? {};
  return `${stripped(query)}\n${stripped(JSON.stringify(others))}\n${JSON.stringify(representations)}`;
};

const LITERAL = /"""[^]*?"""|"(?:[^"\\\n]|\\.)*"(\s*:)?|\b\d{4,}(?:\.\d+)?\b/g;

const stripped = (text: string) =>
  text.replaceAll(LITERAL, (literal, colon?: string) => (colon === undefined ? '?' : literal));

const httpAnswer = ({ data, errors }: ExecutionResult): Uint8Array => {
  if (errors) throw new Error(`Expected an answer without errors, got ${errors[0]!.message}`);
  const body = JSON.stringify({ data });
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
};
