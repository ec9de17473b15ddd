import type { Document, Stored, View } from '../../../kernel/view-store/view-store.ts';

/** A view's live documents in memory. `onChange` is told of each that came, changed or went (null). */
export const createViewCopy = <V extends Document>(
  view: Pick<View<V>, 'changedSince'>,
  onChange: (id: string, document: V | null) => void = () => {},
) => {
  const documents = new Map<string, V>();
  const known = new Map<string, number>();
  let asOf = 0;

  const take = ({ id, state, body, writes }: Stored<V>) => {
    if (known.get(id) === writes) return; // told again because "since" overlaps
    known.set(id, writes);
    const document = state === 'live' ? (body as V) : null;
    if (document) documents.set(id, document);
    else documents.delete(id);
    onChange(id, document);
  };

  return {
    get: (id: string) => documents.get(id),
    values: () => documents.values(),
    async refresh() {
      const changed = await view.changedSince(asOf);
      changed.documents.forEach(take);
      asOf = changed.asOf;
    },
  };
};
