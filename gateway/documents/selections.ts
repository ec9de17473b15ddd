import {
  isCompositeType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
  getNamedType,
  print,
  type ASTNode,
  type DirectiveNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { jsonOf, STAYS, WRONG } from './literals.ts';
import type { Lifting } from './lifting.ts';

type Writing = { schema: GraphQLSchema; lifting: Lifting };
type Type = GraphQLNamedType | undefined;

/** The document is not valid, or asks of the schema itself: there is no type to go by. */
export class Untyped extends Error {}

/** Selections as text, with variables for the literals in their arguments. */
export const selectionsOf = (writing: Writing, type: Type, { selections }: SelectionSetNode): string => {
  let text = '{';
  for (const selection of selections) text += ` ${selectionOf(writing, type, selection)}`;
  return `${text}}`;
};

const selectionOf = (writing: Writing, type: Type, selection: SelectionNode): string => {
  if (selection.kind === 'Field') return fieldOf(writing, type, selection);
  const directives = textOfDirectives(writing.lifting, selection.directives);
  if (selection.kind === 'FragmentSpread') return `...${selection.name.value}${directives}`;
  const condition = selection.typeCondition?.name.value;
  const narrowed = condition === undefined ? type : writing.schema.getType(condition);
  const on = condition === undefined ? '' : `on ${condition}`;
  return `...${on}${directives}${selectionsOf(writing, narrowed, selection.selectionSet)}`;
};

const fieldOf = (writing: Writing, type: Type, node: FieldNode): string => {
  const name = node.name.value;
  let text = node.alias ? `${node.alias.value}:${name}` : name;
  const definition = name === '__typename' ? undefined : definitionOf(type, name);
  if (node.arguments?.length) text += argumentsOf(writing, definition, node);
  if (node.directives?.length) text += textOfDirectives(writing.lifting, node.directives);
  if (!node.selectionSet) return text;
  return text + selectionsOf(writing, definition && getNamedType(definition.type), node.selectionSet);
};

const definitionOf = (type: Type, name: string) => {
  const definition = isCompositeType(type) && !isUnionType(type) ? type.getFields()[name] : undefined;
  if (!definition) throw new Untyped();
  return definition;
};

const argumentsOf = (
  writing: Writing,
  definition: GraphQLField<unknown, unknown> | undefined,
  { alias, name, arguments: given = [] }: FieldNode,
): string => {
  const response = alias?.value ?? name.value;
  const texts = given.map((argument) => {
    const type = definition?.args.find((each) => each.name === argument.name.value)?.type;
    if (!type) throw new Untyped();
    const place = `${response}.${argument.name.value}`;
    return `${argument.name.value}:${valueOf({ ...writing, place }, type, argument.value)}`;
  });
  return `(${texts.join(',')})`;
};

const valueOf = (writing: Writing & { place: string }, type: GraphQLInputType, node: ValueNode): string => {
  const { lifting, place } = writing;
  if (node.kind === 'Variable') return variableOf(lifting, node.name.value);
  if (!lifting.isOn) return printed(lifting, node);
  const json = jsonOf(type, node);
  if (json === WRONG) throw new Untyped();
  if (json !== STAYS) return lifting.lift(place, { type, node }, json);
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) {
    if (node.kind !== 'ListValue') return valueOf(writing, inner.ofType, node);
    const items = node.values.map((item, i) =>
      valueOf({ ...writing, place: `${place}.${i}` }, inner.ofType, item),
    );
    return `[${items.join(',')}]`;
  }
  if (node.kind !== 'ObjectValue' || !isInputObjectType(inner)) return printed(lifting, node);
  const fields = node.fields.map(({ name, value }) => {
    const field = inner.getFields()[name.value]!;
    return `${name.value}:${valueOf({ ...writing, place: `${place}.${name.value}` }, field.type, value)}`;
  });
  return `{${fields.join(',')}}`;
};

/** Their literals stay: what they say may change the plan. */
export const textOfDirectives = (lifting: Lifting, directives: readonly DirectiveNode[] = []): string => {
  let text = '';
  for (const directive of directives) text += ` ${printed(lifting, directive)}`;
  return text;
};

const variableOf = ({ prefix }: Lifting, name: string) => {
  if (name.startsWith(prefix)) throw new Untyped(); // not defined
  return `$${name}`;
};

/** As it is. A variable that the document does not define must not come to mean a lifted one. */
const printed = (lifting: Lifting, node: ASTNode): string => {
  const text = print(node);
  if (text.includes(`$${lifting.prefix}`)) throw new Untyped();
  return text;
};
