import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { GraphQLError, separateOperations, type GraphQLSchema } from 'graphql';
import { badInput } from '../errors.ts';
import { aliasInTheWay, type Alias } from './aliases.ts';
import { askApart, asksOfSome } from './apart.ts';
import { askedInVain } from './chains.ts';
import { hasConditions, hasEmptyObject } from './conditions.ts';
import { gapsOf, servedBy, type Gaps, type Requiring } from './gaps.ts';
import type { Planning } from './generation.ts';
import { askNoStandIn } from './interface-objects.ts';
import { nestedListOfSeveral, nestedListsIn } from './nested-lists.ts';
import { fetchesIn, type PlanFetch } from './plan-fetches.ts';
import { argumentInTheWay, readFields, usedBy } from './requirements.ts';

/**
 * Throws a GraphQLError for a plan that would bring wrong data, or nulls without an error: for an entity by a key that
 * its subgraph does not resolve, for one field where two are meant, for a list of lists in pieces, or for less than it
 * needs where conditions leave something out. Where the client's names or conditions are the cause, the same operation
 * is planned rightly without them.
 */
export const createPlanCheck = (sdl: string, supergraph: GraphQLSchema) => {
  const gaps = gapsOf(sdl);
  const { requiring } = gaps;
  const nestedLists = nestedListsIn(supergraph);
  return (plan: QueryPlan, given: Planning): QueryPlan => {
    const planning = aloneOf(given);
    const fetches = fetchesIn(plan.node as PlanNode | undefined);
    for (const { fetch } of fetches) expectResolvable(gaps, fetch);
    const alias = aliasInTheWay(fetches, planning);
    if (alias) throw misnamed(alias);
    const list = nestedListOfSeveral(fetches, nestedLists);
    if (list) throw unplannable(`the objects of ${list}, a list of lists, in several subgraphs`);
    const used = requiring.length > 0 ? expectRequired(requiring, fetches, planning) : [];
    expectWhole(used, planning);
    for (const one of fetches) {
      const field = askedInVain(one, { requiring: used, supergraph });
      if (field) throw unplannable(`${field} of ${one.fetch.serviceName} without what it requires`);
    }
    return gaps.standIns.size > 0 ? besideStandIns(gaps, plan, { fetches, planning }) : plan;
  };
};

/** The plan, where some of its objects are known to a subgraph as their interface alone. */
const besideStandIns = (
  gaps: Gaps,
  plan: QueryPlan,
  { fetches, planning }: { fetches: PlanFetch[]; planning: Planning },
): QueryPlan => {
  const node = plan.node as PlanNode | undefined;
  const apart = node && asksOfSome(gaps, planning.document) ? askApart(gaps, node) : undefined;
  for (const one of apart ? fetchesIn(apart) : fetches) askNoStandIn(gaps, one);
  return apart ? { ...plan, node: apart } : plan;
};

/** Without the document's other operations: what those do is not asked for, and limits know nothing of it. */
const aloneOf = ({ document, operation }: Planning): Planning => ({
  document: separateOperations(document)[operation.name?.value ?? ''] ?? document,
  operation,
});

/** Answers which fields of the plan require others. */
const expectRequired = (
  requiring: Requiring[],
  fetches: PlanFetch[],
  { document }: Planning,
): Requiring[] => {
  const read = readFields(fetches);
  const used = usedBy(read, requiring);
  const conflict = argumentInTheWay(used, read, document);
  if (conflict) throw unplannable(conflict);
  return used;
};

/** What is left out under a condition would be missing where another field requires it. */
const expectWhole = (used: Requiring[], planning: Planning) => {
  const [first] = used;
  if (first && hasConditions(planning.document))
    throw unplannable(`${first.field} without what it requires, where a condition leaves that out`);
  if (hasEmptyObject(planning)) throw unplannable('an object of which its conditions may leave nothing');
};

const expectResolvable = (gaps: Gaps, { serviceName, requires = [] }: FetchNode) => {
  const fragments = requires.flatMap((given) =>
    given.kind === 'InlineFragment' && given.typeCondition !== undefined
      ? [{ on: given.typeCondition, paths: leavesOf(given.selections) }]
      : [],
  );
  const named = fragments.map(({ on }) => on);
  for (const on of named)
    for (const type of objectsOf(gaps, on, named)) {
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

/**
 * Of an interface its objects; else the type itself. Where some have fragments of their own, those alone: an object
 * that had none would have no key, and the planner gives one to each that it asks for.
 */
const objectsOf = ({ interfaces }: Gaps, type: string, named: string[]): string[] => {
  const objects = [...interfaces].flatMap(([name, its]) => (its.includes(type) ? [name] : []));
  const some = objects.filter((one) => named.includes(one));
  return some.length > 0 ? some : objects.length > 0 ? objects : [type];
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

const misnamed = ({ place, name }: Alias) =>
  unplannable(`one field for both ${name} as ${place} and what is needed there itself; choose another alias`);

const CODE = 'OPERATION_NOT_PLANNABLE';

const unplannable = (what: string) =>
  badInput(`The operation cannot be planned rightly: it would ask for ${what}.`, CODE);

export const isUnplannable = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions['code'] === CODE;
