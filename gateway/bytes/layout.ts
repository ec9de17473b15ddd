import type { Field, Place, Value, Variant } from './shape.ts';
import { LAYOUT } from './surprise.ts';

type Json = Record<string, unknown>;

/**
 * The same answer in the order and without the spaces that a parser expects. It must have what was asked for and no
 * more; whether all of it is of its type, the parser says. `variants`: those of `_entities`.
 */
export const laidOut = (data: Json, root: Place, variants?: Int32Array): string => {
  if (!variants) return `{"data":${objectOf(data, root)}}`;
  const { _entities: entities, ...others } = data;
  if (!Array.isArray(entities) || Object.keys(others).length > 0) throw LAYOUT;
  const items = entities.map((entity: unknown, i) =>
    entity === null ? 'null' : fieldsOf(entity, root.variants[variants[i]!]),
  );
  return `{"data":{"_entities":[${items.join()}]}}`;
};

const objectOf = (value: unknown, { variants, tagged }: Place): string => {
  if (!tagged) return fieldsOf(value, variants[0]);
  const key = variants[0]!.fields[0]!.key;
  return fieldsOf(
    value,
    variants.find(({ type }) => (value as Json | undefined)?.[key] === type),
  );
};

/** A field too many may be one that another answer brings: which of the two stays is not for us to say. */
const fieldsOf = (value: unknown, variant: Variant | undefined): string => {
  if (!variant || typeof value !== 'object' || value === null || Array.isArray(value)) throw LAYOUT;
  if (Object.keys(value).length !== variant.fields.length) throw LAYOUT;
  const fields = variant.fields.map((field) => `"${field.key}":${fieldOf(value as Json, field)}`);
  return `{${fields.join()}}`;
};

const fieldOf = (object: Json, { key, value }: Field): string => {
  if (!Object.hasOwn(object, key)) throw LAYOUT;
  return valueOf(object[key], value);
};

const valueOf = (came: unknown, value: Value): string => {
  if (came === null) return 'null';
  if (value.kind === 'leaf') return leafOf(came);
  if (value.kind === 'object') return objectOf(came, value.place);
  if (!Array.isArray(came)) throw LAYOUT;
  return `[${came.map((item) => valueOf(item, value.of)).join()}]`;
};

const leafOf = (came: unknown): string => {
  // JSON has no infinity, though 1e999 is one: it would be printed as null.
  if (typeof came === 'number' && !Number.isFinite(came)) throw LAYOUT;
  return JSON.stringify(came);
};
