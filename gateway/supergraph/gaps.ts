import {
  Kind,
  parse,
  print,
  visit,
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type SelectionSetNode,
} from 'graphql';

/** How a subgraph can be asked for an entity; `paths` of a key's leaves, `a.b` for those in others. */
export type Key = { paths: string[]; resolvable: boolean };

/** What a subgraph knows of a type. */
export type Served = { subgraph: string; type: string; keys: Key[]; isInterfaceObject: boolean };

/** A field that is selected; `key`: its name in the answer, `text`: of its arguments. */
export type Selected = { name: string; key: string; text: string };

/** A field that is computed from others: `fields` at any depth, `outermost` the names of those that hold the rest. */
export type Requiring = {
  subgraph: string;
  type: string;
  field: string;
  fields: Selected[];
  outermost: Set<string>;
};

export type Gaps = {
  /** By subgraph and type, in one text. */
  served: Map<string, Served>;
  /** By type, the interfaces that it has. */
  interfaces: Map<string, string[]>;
  /** The interfaces that some subgraph knows as objects. */
  standIns: Set<string>;
  requiring: Requiring[];
};

/** Where the planner is known to plan what brings wrong data, or none: read from a supergraph's SDL. */
export const gapsOf = (sdl: string): Gaps => {
  const document = parse(sdl, { noLocation: true });
  const nameOf = subgraphNames(document);
  const gaps: Gaps = { served: new Map(), interfaces: new Map(), standIns: new Set(), requiring: [] };
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const { directives = [], fields = [], interfaces = [], name } = type;
    gaps.interfaces.set(name.value, interfaces.map((one) => one.name.value)); // prettier-ignore
    for (const directive of directives) note(gaps, nameOf(directive), name.value, directive);
    for (const field of fields)
      for (const directive of field.directives ?? [])
        for (const required of requiredIn(directive))
          gaps.requiring.push({
            subgraph: nameOf(directive),
            type: name.value,
            field: field.name.value,
            ...required,
          });
  }
  return gaps;
};

export const servedBy = (gaps: Gaps, subgraph: string, type: string) =>
  gaps.served.get(`${subgraph} ${type}`);

const note = (gaps: Gaps, subgraph: string, type: string, directive: ConstDirectiveNode) => {
  if (directive.name.value !== 'join__type') return;
  const known = servedBy(gaps, subgraph, type) ?? { subgraph, type, keys: [], isInterfaceObject: false };
  const key = argument(directive, 'key');
  if (typeof key === 'string')
    known.keys.push({
      paths: leavesOf(selectionsIn(key)),
      resolvable: argument(directive, 'resolvable') !== false,
    });
  known.isInterfaceObject ||= argument(directive, 'isInterfaceObject') === true;
  if (known.isInterfaceObject) gaps.standIns.add(type);
  gaps.served.set(`${subgraph} ${type}`, known);
};

/** None or one. */
const requiredIn = (directive: ConstDirectiveNode): Pick<Requiring, 'fields' | 'outermost'>[] => {
  const requires = directive.name.value === 'join__field' ? argument(directive, 'requires') : undefined;
  if (typeof requires !== 'string') return [];
  const selections = selectionsIn(requires);
  return [{ fields: fieldsIn(selections), outermost: new Set(leavesOf(selections).map(outermostOf)) }];
};

/** Of a path. */
export const outermostOf = (path: string) => path.split('.')[0]!;

/** The SDL names subgraphs by values of an enum, which say their names. */
const subgraphNames = (document: DocumentNode) => {
  const graphs = document.definitions.find(
    (type) => type.kind === Kind.ENUM_TYPE_DEFINITION && type.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  const names = new Map(
    values.map(({ name, directives = [] }) => [name.value, argument(directives[0], 'name')]),
  );
  return (directive: ConstDirectiveNode) => String(names.get(String(argument(directive, 'graph'))));
};

const argument = (directive: ConstDirectiveNode | undefined, name: string) => {
  const value = directive?.arguments?.find((given) => given.name.value === name)?.value;
  return value && 'value' in value ? value.value : undefined;
};

const selectionsIn = (fieldSet: string): SelectionSetNode => {
  const [operation] = parse(`{ ${fieldSet} }`, { noLocation: true }).definitions;
  return (operation as { selectionSet: SelectionSetNode }).selectionSet;
};

const leavesOf = ({ selections }: SelectionSetNode, before = ''): string[] =>
  selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) return leavesOf(selection.selectionSet, before);
    const path = `${before}${selection.name.value}`;
    return selection.selectionSet ? leavesOf(selection.selectionSet, `${path}.`) : [path];
  });

/** Each field that is selected there, at any depth. */
export const fieldsIn = (node: ASTNode): Selected[] => {
  const fields: Selected[] = [];
  visit(node, {
    [Kind.FIELD]({ name: { value: name }, alias, arguments: given = [] }) {
      const text = given.map((one) => print(one)).sort().join(', '); // prettier-ignore
      fields.push({ name, key: alias?.value ?? name, text });
    },
  });
  return fields;
};
