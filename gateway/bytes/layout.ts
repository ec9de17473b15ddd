import type { Field, Place, Value, Variant } from './shape.ts';
import { LAYOUT } from './surprise.ts';

type Json = Record<string, unknown>;

/**
 * The same answer in the order and without the spaces that a parser expects. What is missing becomes null, what was
 * not asked for is left out; whether all else is of its type, the parser says. `variants`: those of `_entities`.
 */
export const laidOut = (data: Json, root: Place, variants?: Int32Array): string => {
  if (!variants) return `{"data":${objectOf(data, root)}}`;
  const entities = data['_entities'];
  if (!Array.isArray(entities)) throw LAYOUT;
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

const fieldsOf = (value: unknown, variant: Variant | undefined): string => {
  if (!variant || typeof value !== 'object' || value === null || Array.isArray(value)) throw LAYOUT;
  const fields = variant.fields.map((field) => `"${field.key}":${fieldOf(value as Json, field)}`);
  return `{${fields.join()}}`;
};

const fieldOf = (object: Json, { key, value }: Field): string => {
  const came = Object.hasOwn(object, key) ? object[key] : undefined;
  return came === undefined && value.kind === 'leaf' && value.scan === 'typename'
    ? JSON.stringify(value.words[0])
    : valueOf(came, value);
};

const valueOf = (came: unknown, value: Value): string => {
  if (came === undefined || came === null) return 'null';
  if (value.kind === 'leaf') return JSON.stringify(came);
  if (value.kind === 'object') return objectOf(came, value.place);
  if (!Array.isArray(came)) throw LAYOUT;
  return `[${came.map((item) => valueOf(item, value.of)).join()}]`;
};
