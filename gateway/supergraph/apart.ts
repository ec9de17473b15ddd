import type { PlanNode } from '@apollo/query-planner';
import { visit, type DocumentNode, type InlineFragmentNode } from 'graphql';
import type { Gaps } from './gaps.ts';
import { partsOf } from './fetch-parts.ts';

/**
 * The same plan, where what requires other fields of an object that its subgraph knows as its interface alone
 * (`@interfaceObject`) is asked for by fetches of their own. The planner sends one representation for all that it asks
 * of an object; where the client wants such a field of one type alone, objects of others lack what it requires, have
 * no representation then, and get nothing at all.
 */
export const askApart = (gaps: Gaps, node: PlanNode): PlanNode => {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((one) => askApart(gaps, one)) };
    case 'Condition': {
      const { ifClause, elseClause } = node;
      return {
        ...node,
        ...(ifClause && { ifClause: askApart(gaps, ifClause) }),
        ...(elseClause && { elseClause: askApart(gaps, elseClause) }),
      };
    }
    case 'Flatten': {
      if (node.node.kind !== 'Fetch') return { ...node, node: askApart(gaps, node.node) };
      const [first, ...others] = partsOf(gaps, node.node).map((part) => ({ ...node, node: part }));
      return others.length === 0 ? node : { kind: 'Parallel', nodes: [first!, ...others] };
    }
    default:
      return node;
  }
};

/**
 * May the client ask for something of some objects alone, among those that a subgraph knows as their interface? A
 * fragment on an object, a union or another interface may be one of some.
 */
export const asksOfSome = ({ standIns, interfaces }: Gaps, document: DocumentNode): boolean => {
  const isAbstract = (type: string) =>
    !interfaces.has(type) || [...interfaces.values()].some((its) => its.includes(type));
  let asks = false;
  const look = ({ typeCondition }: Pick<InlineFragmentNode, 'typeCondition'>) => {
    const type = typeCondition?.name.value;
    if (type === undefined || standIns.has(type)) return;
    asks ||= isAbstract(type) || interfaces.get(type)!.some((one) => standIns.has(one));
  };
  visit(document, { InlineFragment: look, FragmentDefinition: look });
  return asks;
};
