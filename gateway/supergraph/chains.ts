import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, TypeInfo, visit, visitWithTypeInfo, type ASTNode, type GraphQLSchema } from 'graphql';
import type { Requiring } from './gaps.ts';
import type { PlanFetch } from './plan-fetches.ts';

type Given = { requiring: Requiring[]; supergraph: GraphQLSchema };

/**
 * The name of a field that its subgraph is asked for without what it requires: inside of another object of the same
 * fetch, or of an entity whose representation lacks it.
 */
export const askedInVain = (
  { fetch: { serviceName, requires }, document }: PlanFetch,
  { requiring, supergraph }: Given,
): string | undefined => {
  const its = requiring.filter(({ subgraph }) => subgraph === serviceName);
  if (its.length === 0) return undefined;
  const sent = new Set(namesIn(requires ?? []));
  const types = new TypeInfo(supergraph);
  let found: string | undefined;
  visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.FIELD](field, _key, _parent, _path, ancestors) {
        const name = field.name.value;
        const one = its.find((each) => each.field === name && each.type === types.getParentType()?.name);
        const isSent = one && isOfEntity(ancestors) && one.fields.every((each) => sent.has(each.name));
        if (one && !isSent) found ??= name;
      },
    }),
  );
  return found;
};

/** A fragment that has a name is taken to be one of the entity. */
const isOfEntity = (ancestors: readonly (ASTNode | readonly ASTNode[])[]): boolean => {
  const above = ancestors.filter((one) => 'kind' in one);
  const fields = above.filter(({ kind }) => kind === Kind.FIELD).length;
  return fields === (above.some(({ kind }) => kind === Kind.FRAGMENT_DEFINITION) ? 0 : 1);
};

const namesIn = (selections: readonly QueryPlanSelectionNode[]): string[] =>
  selections.flatMap((one) =>
    one.kind === 'InlineFragment' ? namesIn(one.selections) : [one.name, ...namesIn(one.selections ?? [])],
  );
