import type { DocumentNode } from 'graphql';
import { fieldsIn, type Requiring, type Selected } from './gaps.ts';
import type { PlanFetch } from './plan-fetches.ts';

type Read = { serviceName: string; fields: Selected[] };

/** The fields that each fetch selects. */
export const readFields = (fetches: PlanFetch[]): Read[] =>
  fetches.map(({ fetch: { serviceName }, document }) => ({ serviceName, fields: fieldsIn(document) }));

/** Those that the plan asks for, of all that require others. By their names: what is not meant may be among them. */
export const usedBy = (read: Read[], requiring: Requiring[]): Requiring[] =>
  requiring.filter(({ subgraph, field }) =>
    read.some(
      ({ serviceName, fields }) => serviceName === subgraph && fields.some(({ name }) => name === field),
    ),
  );

/**
 * Says which field would be asked for once where it is wanted with two different arguments: what a field requires has
 * the name that the client, or another requirement, gives to the same field with others.
 */
export const argumentInTheWay = (
  used: Requiring[],
  read: Read[],
  document: DocumentNode,
): string | undefined => {
  const required = used.flatMap(({ fields }) => fields);
  const others = [...required, ...read.flatMap(({ fields }) => fields), ...fieldsIn(document)].filter(
    ({ name, key }) => name === key,
  );
  for (const { name, text } of required) {
    const other = others.find((one) => one.name === name && one.text !== text);
    if (other) return `${called(name, text)}, which a field here requires, and ${called(name, other.text)}`;
  }
  return undefined;
};

const called = (name: string, text: string) => (text === '' ? name : `${name}(${text})`);
