import {
  isTypeDefinitionNode,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DefinitionNode,
  type InputValueDefinitionNode,
} from 'graphql';

/** What `@listSize` says of a field. */
export type ListSize = {
  slicingArguments?: string[];
  sizedFields?: string[];
  assumedSize?: number;
  requireOneSlicingArgument?: boolean;
};

/** What the subgraphs say of their fields, by coordinates: `Gig`, `Gig.ratings`, `Gig.ratings(first:)`. */
export type Demands = { costs: Map<string, number>; listSizes: Map<string, ListSize> };

type Described = { directives?: readonly ConstDirectiveNode[] | undefined };

/** `@cost` and `@listSize` of a supergraph, under whatever names it imports them. */
export const readDemands = (supergraph: string): Demands => {
  const { definitions } = parse(supergraph, { noLocation: true });
  const names = namesOf(definitions);
  const costs = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();

  const note = (coordinate: string, { directives = [] }: Described) => {
    for (const directive of directives) {
      if (directive.name.value === names.cost)
        costs.set(coordinate, Number(argumentsOf(directive)['weight']));
      if (directive.name.value === names.listSize) listSizes.set(coordinate, argumentsOf(directive));
    }
  };

  for (const type of definitions) {
    if (!isTypeDefinitionNode(type)) continue;
    note(type.name.value, type);
    if (!('fields' in type)) continue;
    for (const field of type.fields ?? []) {
      const coordinate = `${type.name.value}.${field.name.value}`;
      note(coordinate, field);
      for (const argument of argumentsIn(field)) note(`${coordinate}(${argument.name.value}:)`, argument);
    }
  }
  return { costs, listSizes };
};

const argumentsIn = (field: object) =>
  ((field as { arguments?: readonly InputValueDefinitionNode[] }).arguments ??
    []) as InputValueDefinitionNode[];

const argumentsOf = ({ arguments: given = [] }: ConstDirectiveNode): Record<string, unknown> =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

type Import = string | { name: string; as?: string };

/** A directive that is not imported has the name of its specification before its own. */
const namesOf = (definitions: readonly DefinitionNode[]) => {
  const links = definitions.flatMap((each) =>
    each.kind === 'SchemaDefinition' || each.kind === 'SchemaExtension' ? (each.directives ?? []) : [],
  );
  const link = links.map(argumentsOf).find(({ url }) => /\/cost\/v\d/.test(String(url)));
  const prefix = String(link?.['as'] ?? 'cost');
  const imports = ((link?.['import'] ?? []) as Import[]).map((each) =>
    typeof each === 'string' ? { name: each, as: each } : { name: each.name, as: each.as ?? each.name },
  );
  const nameOf = (name: string) =>
    imports.find((each) => each.name === `@${name}`)?.as.slice(1) ??
    (name === prefix ? name : `${prefix}__${name}`);
  return { cost: nameOf('cost'), listSize: nameOf('listSize') };
};
