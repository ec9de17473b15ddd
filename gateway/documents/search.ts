import type { Queries } from './queries.ts';

/**
 * For GET: the search parameters with the document that they ask for as their query. Throws Refused where there is
 * none. What is given twice, or is no JSON, is left to Apollo Server to refuse.
 */
export const resolveSearch = ({ resolve }: Pick<Queries, 'resolve'>, search: string): string => {
  const params = new URLSearchParams(search);
  const asked = {
    ...textOf(params, 'query'),
    ...textOf(params, 'id'),
    ...textOf(params, 'documentId'),
    ...extensionsOf(params),
  };
  const resolved = resolve(asked);
  const { query, extensions } = resolved;
  if (resolved === asked || typeof query !== 'string') return search;
  for (const name of ['id', 'documentId', 'extensions']) params.delete(name);
  if (!params.has('query')) params.set('query', query);
  if (extensions !== undefined) params.set('extensions', JSON.stringify(extensions));
  return `?${params}`;
};

const textOf = (params: URLSearchParams, name: string) => {
  const text = params.get(name);
  return text === null ? {} : { [name]: text };
};

const extensionsOf = (params: URLSearchParams): { extensions?: unknown } => {
  const text = params.get('extensions');
  if (text === null) return {};
  try {
    return { extensions: JSON.parse(text) as unknown };
  } catch {
    return {};
  }
};
