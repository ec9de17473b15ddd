import {
  getDirectiveValues,
  getNullableType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** An operation that was answered. `variables` are coerced: conditions read them. */
export type Answered = {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
};

/** What in the data is not as the operation and the schema's types want it; undefined where all is. */
export const misfitOf = (answered: Answered, data: unknown): string | undefined => {
  const { schema, operation } = answered;
  const root = schema.getRootType(operation.operation)!;
  return misfitOfObject(answered, data, { type: root, sets: [operation.selectionSet], at: 'data' });
};

type Place<T> = { type: T; sets: SelectionSetNode[]; at: string };

const misfitOfValue = (
  answered: Answered,
  value: unknown,
  place: Place<GraphQLOutputType>,
): string | undefined => {
  const { at } = place;
  if (value === null) return isNonNullType(place.type) ? `${at}: null for ${place.type}` : undefined;
  const type = getNullableType(place.type);
  if (isListType(type)) {
    if (!Array.isArray(value)) return `${at}: no list for ${type}`;
    const each = value.map((one, i) =>
      misfitOfValue(answered, one, { ...place, type: type.ofType, at: `${at}.${i}` }),
    );
    return each.find((misfit) => misfit !== undefined);
  }
  if (isObjectType(type)) return misfitOfObject(answered, value, { ...place, type });
  if (isAbstractType(type)) {
    const each = answered.schema
      .getPossibleTypes(type)
      .map((one) => misfitOfObject(answered, value, { ...place, type: one }));
    return each.some((misfit) => misfit === undefined)
      ? undefined
      : `${at}: fits no type of ${type}: ${each[0]}`;
  }
  const fits = isEnumType(type)
    ? type.getValue(String(value)) !== undefined && typeof value === 'string'
    : isOfScalar(type.name, value);
  return fits ? undefined : `${at}: no ${type}: ${JSON.stringify(value)?.slice(0, 80)}`;
};

const isOfScalar = (name: string, value: unknown): boolean => {
  switch (name) {
    case 'Int':
      return Number.isInteger(value) && Math.abs((value as number) + 0.5) < 2 ** 31;
    case 'Float':
      return Number.isFinite(value);
    case 'Boolean':
      return typeof value === 'boolean';
    case 'String':
    case 'ID':
      return typeof value === 'string';
    default: // a subgraph's own: any JSON
      return true;
  }
};

const misfitOfObject = (answered: Answered, value: unknown, place: Place<GraphQLObjectType>) => {
  const { type, sets, at } = place;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at}: no object`;
  const fields = new Map<string, FieldNode[]>();
  for (const set of sets) collect(answered, set, { type, fields });
  const object = value as Record<string, unknown>;
  const extra = Object.keys(object).find((key) => !fields.has(key));
  if (extra !== undefined) return `${at}.${extra}: not asked for of ${type}`;
  for (const [key, nodes] of fields) {
    if (!Object.hasOwn(object, key)) return `${at}.${key}: missing of ${type}`;
    const misfit = misfitOfField(answered, object[key], { type, nodes, at: `${at}.${key}` });
    if (misfit !== undefined) return misfit;
  }
  return undefined;
};

type AtField = { type: GraphQLObjectType; nodes: FieldNode[]; at: string };

const misfitOfField = (answered: Answered, value: unknown, { type, nodes, at }: AtField) => {
  const name = nodes[0]!.name.value;
  if (name === TypeNameMetaFieldDef.name)
    return value === type.name ? undefined : `${at}: ${JSON.stringify(value)} for ${type}`;
  const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((field) => field.name === name);
  const field = meta ?? type.getFields()[name];
  if (!field) return `${at}: no field of ${type}`;
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return misfitOfValue(answered, value, { type: field.type, sets, at });
};

type Collecting = { type: GraphQLObjectType; fields: Map<string, FieldNode[]> };

const collect = (answered: Answered, { selections }: SelectionSetNode, collecting: Collecting) => {
  const { schema, fragments, variables } = answered;
  const { type, fields } = collecting;
  const appliesTo = (condition: string) => {
    const wider = schema.getType(condition);
    return condition === type.name || (isAbstractType(wider) && schema.isSubType(wider, type));
  };
  for (const selection of selections) {
    if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true) continue;
    if (getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] === false) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      fields.set(key, [...(fields.get(key) ?? []), selection]);
      continue;
    }
    const of = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value]!;
    if (of.typeCondition && !appliesTo(of.typeCondition.name.value)) continue;
    collect(answered, of.selectionSet, collecting);
  }
};
