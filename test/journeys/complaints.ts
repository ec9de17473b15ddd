import { openBooks } from '../faults/books.ts';
import type { GraphQLAnswer, UserError } from './client.ts';

/** How many events each log has of what people asked for; what follows from them comes when it comes. */
export const askedFor = (folder: string): Record<string, number> => {
  const books = openBooks(folder);
  const counts = books.services.map((service) => {
    const byPeople = books.log(service).filter(({ actor }) => actor.kind === 'user');
    return [service, byPeople.length] as const;
  });
  books.close();
  return Object.fromEntries(counts);
};

export type Payload = { userErrors: UserError[] } | null;

/** All that was said against a request, in `errors` and in `userErrors`. */
export const complaintsOf = ({ data, errors }: GraphQLAnswer<Record<string, Payload>>): string => {
  const said = errors.map(({ message, extensions: { code } }) => `${code}: ${message}`);
  for (const payload of Object.values(data ?? {}))
    for (const { code, message, field } of payload?.userErrors ?? [])
      said.push(`${code} at ${field?.join('.')}: ${message}`);
  return said.join('\n');
};

export const mutationOf = (name: string) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
  return `mutation ($input: ${type}) { ${name}(input: $input) { userErrors { code field message } } }`;
};
