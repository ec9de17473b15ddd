import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { GraphQLError, Kind, parse, print, visit } from 'graphql';
import { badInput } from '../errors.ts';
import { aliasInTheWay, type Alias } from './aliases.ts';
import { gapsOf, servedBy, type Gaps, type Requiring } from './gaps.ts';
import type { Planning } from './generation.ts';

/**
 * Throws a GraphQLError for a plan that would bring wrong data, or nulls without an error: it asks a subgraph for an
 * entity by a key that this one does not resolve, for one field with two different arguments under one name, or for
 * one of two fields where the client has given one the name of the other.
 */
export const createPlanCheck = (sdl: string) => {
  const gaps = gapsOf(sdl);
  return (plan: QueryPlan, planning: Planning): QueryPlan => {
    const alias = aliasInTheWay(plan.node as PlanNode | undefined, planning);
    if (alias) throw misnamed(alias);
    const fetches = fetchesIn(plan.node as PlanNode | undefined);
    for (const fetch of fetches) expectResolvable(gaps, fetch);
    if (gaps.requiring.length > 0) expectOneArgument(gaps.requiring, fetches);
    return plan;
  };
};

const fetchesIn = (node: PlanNode | undefined): FetchNode[] => {
  switch (node?.kind) {
    case 'Fetch':
      return [node];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesIn);
    case 'Flatten':
      return fetchesIn(node.node);
    case 'Condition':
      return [...fetchesIn(node.ifClause), ...fetchesIn(node.elseClause)];
    default:
      return [];
  }
};

const expectResolvable = (gaps: Gaps, { serviceName, requires = [] }: FetchNode) => {
  const fragments = requires.flatMap((given) =>
    given.kind === 'InlineFragment' && given.typeCondition !== undefined
      ? [{ on: given.typeCondition, paths: leavesOf(given.selections) }]
      : [],
  );
  for (const { on } of fragments)
    for (const type of objectsOf(gaps, on)) {
      // A representation is made of all fragments that are for its object.
      const its = fragments.filter((one) => one.on === type || gaps.interfaces.get(type)?.includes(one.on));
      const paths = new Set(its.flatMap((one) => one.paths));
      const served = [on, type].flatMap((one) => servedAs(gaps, serviceName, one));
      const isResolvable = served.some(({ keys }) =>
        keys.some((key) => key.resolvable && key.paths.every((path) => paths.has(path))),
      );
      if (served.length > 0 && !isResolvable)
        throw unplannable(`${on} of ${serviceName} by a key that it does not resolve`);
    }
};

/** An interface's objects; of any other type, itself. */
const objectsOf = ({ interfaces }: Gaps, type: string): string[] => {
  const objects = [...interfaces].flatMap(([name, its]) => (its.includes(type) ? [name] : []));
  return objects.length > 0 ? objects : [type];
};

/** As itself, or as an object that stands there for one of its interfaces. */
const servedAs = (gaps: Gaps, subgraph: string, type: string) => {
  const own = servedBy(gaps, subgraph, type);
  const standIns = (gaps.interfaces.get(type) ?? []).map((name) => servedBy(gaps, subgraph, name));
  return [own, ...standIns.filter((one) => one?.isInterfaceObject)].filter((one) => one !== undefined);
};

const leavesOf = (selections: readonly QueryPlanSelectionNode[], before = ''): string[] =>
  selections.flatMap((selection) => {
    if (selection.kind === 'InlineFragment') return leavesOf(selection.selections, before);
    const path = `${before}${selection.name}`;
    return selection.selections ? leavesOf(selection.selections, `${path}.`) : [path];
  });

/** What a field requires with arguments must not be selected with others beside it: both answers have one name. */
const expectOneArgument = (requiring: Requiring[], fetches: FetchNode[]) => {
  const selected = fetches.map((fetch) => ({ fetch, fields: fieldsIn(fetch.operation) }));
  const used = requiring.filter(({ subgraph, field }) =>
    selected.some(
      ({ fetch, fields }) => fetch.serviceName === subgraph && fields.some(({ name }) => name === field),
    ),
  );
  const wanted = used.flatMap((one) => one.arguments);
  for (const { name, key, text } of selected.flatMap(({ fields }) => fields)) {
    const other = wanted.find((one) => one.name === name && name === key && one.text !== text);
    if (other) throw unplannable(`${name}(${other.text}), which a field here requires, and ${name}(${text})`);
  }
};

type Selected = { name: string; key: string; text: string };

const fieldsIn = (operation: string): Selected[] => {
  const fields: Selected[] = [];
  visit(parse(operation, { noLocation: true }), {
    [Kind.FIELD]({ name: { value: name }, alias, arguments: given = [] }) {
      const text = given.map((one) => print(one)).sort().join(', '); // prettier-ignore
      fields.push({ name, key: alias?.value ?? name, text });
    },
  });
  return fields;
};

const misnamed = ({ place, name }: Alias) =>
  unplannable(`one field for both ${name} as ${place} and what is needed there itself; choose another alias`);

const CODE = 'OPERATION_NOT_PLANNABLE';

const unplannable = (what: string) =>
  badInput(`The operation cannot be planned rightly: it would ask for ${what}.`, CODE);

export const isUnplannable = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions['code'] === CODE;
