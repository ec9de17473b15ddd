import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse, print, visit, type DocumentNode } from 'graphql';
import type { Requiring } from './gaps.ts';

type Selected = { name: string; key: string; text: string };
type Read = { serviceName: string; fields: Selected[] };

/** The fields that each fetch selects. */
export const readFetches = (fetches: FetchNode[]): Read[] =>
  fetches.map(({ serviceName, operation }) => ({
    serviceName,
    fields: fieldsIn(parse(operation, { noLocation: true })),
  }));

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
  const others = [
    ...required,
    ...[...read.flatMap(({ fields }) => fields), ...fieldsIn(document)].filter(isPlain),
  ];
  for (const { name, text } of required) {
    const other = others.find((one) => one.name === name && one.text !== text);
    if (other) return `${called(name, text)}, which a field here requires, and ${called(name, other.text)}`;
  }
  return undefined;
};

const called = (name: string, text: string) => (text === '' ? name : `${name}(${text})`);

const isPlain = ({ name, key }: Selected) => name === key;

const fieldsIn = (document: DocumentNode): Selected[] => {
  const fields: Selected[] = [];
  visit(document, {
    [Kind.FIELD]({ name: { value: name }, alias, arguments: given = [] }) {
      const text = given.map((one) => print(one)).sort().join(', '); // prettier-ignore
      fields.push({ name, key: alias?.value ?? name, text });
    },
  });
  return fields;
};
