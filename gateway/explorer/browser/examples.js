/** An example with its variables found, and the names of those that were not. */
export const prepare = async ({ variables, findings = [] }, ask) => {
  const found = { ...variables };
  if ('idempotencyKey' in found) found.idempotencyKey = randomKey();
  const missing = [];
  for (const { query, finds } of findings) {
    const { data } = missing.length ? {} : await ask({ query, variables: found });
    for (const [name, path] of Object.entries(finds)) {
      const value = valueAt(data, path);
      if (value === undefined || value === null) missing.push(...(name in variables ? [name] : []));
      else found[name] = value;
    }
  }
  return {
    variables: Object.fromEntries(Object.keys(variables).map((name) => [name, found[name]])),
    missing,
  };
};

/** `a.b` goes down, `[]` takes the first of a list, `[a.b]` the first of which a.b is true. */
const valueAt = (value, path) =>
  [...path.matchAll(/\[([\w.]*)\]|\w+/g)].reduce(
    (at, [name, condition]) =>
      condition === undefined ? at?.[name] : at?.find((item) => condition === '' || valueAt(item, condition)),
    value,
  );

/** Not randomUUID, which browsers keep from pages that came over plain HTTP from another machine. */
const randomKey = () =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
