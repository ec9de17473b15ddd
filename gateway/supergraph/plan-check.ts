import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, print, visit } from 'graphql';
import { badInput } from '../errors.ts';
import { gapsOf, servedBy, type Gaps, type Requiring } from './gaps.ts';

/**
 * Throws a GraphQLError for a plan that would bring wrong data, or nulls without an error: it asks a subgraph for an
 * entity by a key that this one does not resolve, or for one field with two different arguments under one name.
 */
export const createPlanCheck = (sdl: string) => {
  const gaps = gapsOf(sdl);
  return (plan: QueryPlan): QueryPlan => {
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
  for (const given of requires) {
    if (given.kind !== 'InlineFragment' || given.typeCondition === undefined) continue;
    const paths = new Set(leavesOf(given.selections));
    const served = servedAs(gaps, serviceName, given.typeCondition);
    const isResolvable = served.some(({ keys }) =>
      keys.some((key) => key.resolvable && key.paths.every((path) => paths.has(path))),
    );
    if (served.length > 0 && !isResolvable)
      throw unplannable(`${given.typeCondition} of ${serviceName} by a key that it does not resolve`);
  }
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
      ({ fetch, fields }) => fetch.serviceName === subgraph && fields.some(([name]) => name === field),
    ),
  );
  const wanted = used.flatMap((one) => one.arguments);
  for (const [name, text] of selected.flatMap(({ fields }) => fields)) {
    const other = wanted.find((one) => one.name === name && one.text !== text);
    if (other) throw unplannable(`${name}(${other.text}), which a field here requires, and ${name}(${text})`);
  }
};

/** Names with their arguments. */
const fieldsIn = (operation: string): [string, string][] => {
  const fields: [string, string][] = [];
  visit(parse(operation, { noLocation: true }), {
    [Kind.FIELD]({ name, arguments: given = [] }) {
      fields.push([name.value, given.map((one) => print(one)).sort().join(', ')]); // prettier-ignore
    },
  });
  return fields;
};

const unplannable = (what: string) =>
  badInput(`The operation cannot be planned rightly: it would ask for ${what}.`, 'OPERATION_NOT_PLANNABLE');
