import { getNamedType, isInputObjectType, type GraphQLInputType } from 'graphql';
import type { Demands } from './demands.ts';
import type { Field } from './fields.ts';
import { all, map, type Given } from './readers.ts';

/** What `@cost` of arguments and of input fields adds where they are given; nothing by default. */
export const createInputCost = ({ costs }: Demands) => {
  const hasWeights = new Map<string, boolean>();

  /** Does the type say what its fields cost, or any type within it? */
  const isWeighed = (type: GraphQLInputType): boolean => {
    const named = getNamedType(type);
    if (!isInputObjectType(named)) return false;
    const known = hasWeights.get(named.name);
    if (known !== undefined) return known;
    hasWeights.set(named.name, false); // a type that holds itself
    const fields = Object.values(named.getFields());
    const found = fields.some((each) => costs.has(`${named.name}.${each.name}`) || isWeighed(each.type));
    hasWeights.set(named.name, found);
    return found;
  };

  const within = (type: GraphQLInputType, value: unknown): number => {
    if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + within(type, each), 0);
    const named = getNamedType(type);
    if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0;
    const fields = named.getFields();
    return Object.entries(value).reduce((sum, [name, inner]) => {
      const own = costs.get(`${named.name}.${name}`) ?? 0;
      return sum + own + (fields[name] ? within(fields[name].type, inner) : 0);
    }, 0);
  };

  return (
    { node, typeName, definition }: Field,
    argument: (name: string) => Given<unknown>,
    fieldCost: number,
  ): Given<number> => {
    const given = (node.arguments ?? []).flatMap(({ name }) => {
      const { type } = definition.args.find((arg) => arg.name === name.value)!;
      const own = costs.get(`${typeName}.${definition.name}(${name.value}:)`) ?? 0;
      if (own === 0 && !isWeighed(type)) return [];
      const costOf = (value: unknown) => (value === undefined ? 0 : own + within(type, value));
      return [map(argument(name.value), costOf)];
    });
    return map(all(given), (parts) => parts.reduce((sum, part) => sum + part, fieldCost));
  };
};
