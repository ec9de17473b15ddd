/** Documents that were made known beforehand, by the ids of their manifest. */
export type Trusted = {
  textOf(id: string): string | undefined;
  /** Is it one of them, to the letter? */
  has(text: string): boolean;
};

const FORMAT = 'apollo-persisted-query-manifest';

/** Reads a manifest as Apollo's tools write it. Throws what is wrong with it. */
export const readTrusted = (manifest: string): Trusted => {
  const texts = new Map<string, string>();
  for (const [i, operation] of operationsOf(parsed(manifest)).entries()) {
    const { id, body } = (operation ?? {}) as { id?: unknown; body?: unknown };
    if (typeof id !== 'string' || typeof body !== 'string' || id === '' || body === '')
      throw new Error(`Expected an id and a body in operation ${i}, got ${shown(operation)}.`);
    if (texts.has(id) && texts.get(id) !== body)
      throw new Error(`Expected an id for each operation, got ${shown(id)} twice.`);
    texts.set(id, body);
  }
  const known = new Set(texts.values());
  return { textOf: (id) => texts.get(id), has: (text) => known.has(text) };
};

const parsed = (manifest: string): unknown => {
  try {
    return JSON.parse(manifest) as unknown;
  } catch (error) {
    throw new Error(`Expected a manifest in JSON: ${(error as Error).message}.`, { cause: error });
  }
};

const operationsOf = (manifest: unknown): unknown[] => {
  const { format, version, operations } = (manifest ?? {}) as Record<string, unknown>;
  if (format !== FORMAT || version !== 1)
    throw new Error(
      `Expected a manifest of format ${FORMAT}, version 1; got ${shown(format)}, version ${shown(version)}.`,
    );
  if (!Array.isArray(operations)) throw new Error(`Expected a list of operations, got ${shown(operations)}.`);
  return operations as unknown[];
};

const shown = (value: unknown) => (JSON.stringify(value) ?? 'none').slice(0, 100);
