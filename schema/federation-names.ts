import { Kind, visit, type ConstDirectiveNode, type ConstValueNode, type DocumentNode } from 'graphql';

/** The same document, with Federation's directives by their own names: a schema may import them under others. */
export const withFederationNames = (document: DocumentNode): DocumentNode => {
  const names = importedNames(document);
  return visit(document, {
    [Kind.DIRECTIVE](node) {
      const value = names.get(node.name.value);
      return value === undefined ? undefined : { ...node, name: { ...node.name, value } };
    },
  });
};

const DIRECTIVES = ['key', 'requires', 'provides', 'external', 'interfaceObject'];

const importedNames = (document: DocumentNode): Map<string, string> => {
  const links = document.definitions
    .flatMap((node) => ('directives' in node ? (node.directives ?? []) : []) as ConstDirectiveNode[])
    .filter((link) => link.name.value === 'link' && /\/federation\//.test(textOf(argument(link, 'url'))));
  return new Map(links.flatMap((link) => [...prefixed(link), ...imported(link)]));
};

/** `@federation__key`, or `@NAME__key` where the link has a name of its own. */
const prefixed = (link: ConstDirectiveNode): [string, string][] => {
  const prefix = textOf(argument(link, 'as')) || 'federation';
  return DIRECTIVES.map((name) => [`${prefix}__${name}`, name]);
};

/** `import: [{ name: "@key", as: "@primary" }]` */
const imported = (link: ConstDirectiveNode): [string, string][] => {
  const list = argument(link, 'import');
  return (list?.kind === Kind.LIST ? list.values : []).flatMap((value): [string, string][] => {
    if (value.kind !== Kind.OBJECT) return [];
    const [name, as] = ['name', 'as'].map((key) =>
      textOf(value.fields.find((field) => field.name.value === key)?.value).replace(/^@/, ''),
    );
    return name && as ? [[as, name]] : [];
  });
};

const argument = (directive: ConstDirectiveNode, name: string): ConstValueNode | undefined =>
  directive.arguments?.find((given) => given.name.value === name)?.value;

const textOf = (value: ConstValueNode | undefined) => (value?.kind === Kind.STRING ? value.value : '');
