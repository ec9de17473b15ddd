import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { problemsOfSubgraph, undescribed } from './rules.ts';

export type Subgraph = { name: string; url: string; sdl: string };

/** Who owns an entity: the others contribute fields to it, and may not break it. */
export type Owners = Record<string, string>;

const OWNERS: Owners = {
  User: 'users',
  Gig: 'gigs',
  Category: 'gigs',
  Order: 'orders',
  Rating: 'ratings',
};

/** The addresses only name a place: a running gateway is told how to reach each subgraph. */
const PORTS = { users: 4001, gigs: 4002, orders: 4003, ratings: 4004 };

export const SUPERGRAPH = new URL('./supergraph.graphql', import.meta.url);

/** The supergraph of the four schemas beside this file. Throws with everything that is wrong with them. */
export const compose = (): string =>
  composeSubgraphs(
    Object.entries(PORTS).map(([name, port]) => ({
      name,
      url: `http://localhost:${port}/graphql`,
      sdl: readFileSync(new URL(`./${name}.graphql`, import.meta.url), 'utf8'),
    })),
    OWNERS,
  );

/** The supergraph's SDL. Throws an error that lists every problem, one a line. */
export const composeSubgraphs = (subgraphs: Subgraph[], owners: Owners): string => {
  const parsed = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
  refuse(parsed.flatMap(({ name, typeDefs }) => problemsOfSubgraph({ name, typeDefs, owners })));

  const { schema, supergraphSdl, errors } = composeServices(parsed);
  refuse(errors?.map(({ message }) => message) ?? []);
  refuse(undescribed(schema!.toAPISchema().toGraphQLJSSchema()));
  return supergraphSdl!;
};

const refuse = (problems: string[]) => {
  if (problems.length > 0)
    throw new Error(`The schemas do not compose:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
};

if (import.meta.main) {
  const [surplus] = process.argv.slice(2);
  if (surplus !== undefined) throw new Error(`Expected nothing behind compose, got ${surplus}.`);
  writeFileSync(SUPERGRAPH, compose());
  console.log('Wrote schema/supergraph.graphql.');
}
