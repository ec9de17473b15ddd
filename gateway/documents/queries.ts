import { createHash } from 'node:crypto';
import { remember } from '../../kernel/graphql/remember.ts';
import { Refused } from '../errors.ts';
import type { Trusted } from './trusted.ts';

type Body = Record<string, unknown>;

export type QueriesOptions = {
  trusted?: Trusted | undefined;
  /** Refuses what is not trusted. */
  onlyTrusted?: boolean;
  /** Of memory, in bytes, for automatic persisted queries. */
  persisted?: number;
};

const MIB = 1024 * 1024;
/** Of memory, for a query with nothing in it: its hash, and its place. */
const EMPTY = 300;

export type Queries = ReturnType<typeof createQueries>;

/** From what a client sends in place of a document to the document: ids that are trusted, and hashes of its own. */
export const createQueries = (options: QueriesOptions = {}) => {
  const { trusted, onlyTrusted = false, persisted = 4 * MIB } = options;
  const sizeOf = (_: string, text: string) => EMPTY + 2 * text.length;
  const texts = remember<string>(100_000, { total: persisted, sizeOf });

  const ofHash = (hash: string, text: unknown) => {
    const there = trusted?.textOf(hash) ?? texts.get(hash);
    if (typeof text !== 'string') {
      if (there === undefined && !onlyTrusted)
        throw new Refused(200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
      return there;
    }
    if (there === text) return text;
    if (hashOf(text) !== hash)
      throw new Refused(400, 'BAD_REQUEST', `Expected the query’s sha256Hash, got ${shown(hash)}.`);
    if (!onlyTrusted) texts.set(hash, text);
    return text;
  };

  const ofId = (id: unknown) => {
    const text = typeof id === 'string' ? trusted?.textOf(id) : undefined;
    if (text === undefined && !onlyTrusted)
      throw new Refused(
        400,
        'DOCUMENT_NOT_FOUND',
        `Expected the id of a trusted document, got ${shown(id)}.`,
      );
    return text;
  };

  const textOf = ({ query, id, documentId, extensions }: Body) => {
    const hash = hashIn(extensions);
    if (hash !== undefined) return ofHash(hash, query);
    const asked = id ?? documentId;
    return query == null && asked != null ? ofId(asked) : query;
  };

  return {
    /**
     * The same body with the document that it asks for as its query, so that nothing but the query is left to read.
     * Throws Refused where there is none.
     */
    resolve(body: Body): Body {
      const text = textOf(body);
      if (onlyTrusted && !(typeof text === 'string' && trusted?.has(text))) throw untrusted(body);
      if (text === body['query'] && hashIn(body['extensions']) === undefined) return body;
      const { id: _id, documentId: _documentId, extensions, ...rest } = body;
      const { persistedQuery: _persistedQuery, ...more } = (extensions ?? {}) as Body;
      return { ...rest, query: text, ...(Object.keys(more).length > 0 && { extensions: more }) };
    },
  };
};

/** Undefined without a persisted query. */
const hashIn = (extensions: unknown): string | undefined => {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: unknown };
  if (persistedQuery == null) return undefined;
  const { version, sha256Hash } = persistedQuery as Body;
  if (version !== 1)
    throw new Refused(400, 'BAD_REQUEST', `Expected a persisted query of version 1, got ${shown(version)}.`);
  if (typeof sha256Hash !== 'string')
    throw new Refused(400, 'BAD_REQUEST', `Expected a sha256Hash, got ${shown(sha256Hash)}.`);
  return sha256Hash;
};

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

const untrusted = ({ query, id, documentId, extensions }: Body) => {
  const asked = query ?? hashIn(extensions) ?? id ?? documentId;
  return new Refused(
    400,
    'TRUSTED_DOCUMENTS_ONLY',
    `Expected a document of this server’s manifest, or its id, got ${shown(asked)}.`,
  );
};

const shown = (value: unknown) => {
  const text = JSON.stringify(value) ?? 'none';
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
};
