import type { QueryPlan } from '@apollo/query-planner';
import { compile, type Compiled } from '../bytes/compile.ts';
import { Surprise, type Reason } from '../bytes/surprise.ts';
import { booleansOf } from '../bytes/variants.ts';
import type { Form } from '../documents/documents.ts';
import type { Generation } from '../supergraph/generation.ts';
import { remember } from '../../kernel/graphql/remember.ts';

/** Combinations of @skip and @include for which one operation is compiled; what comes after is not. */
const MOST_VARIANTS = 32;
/** Of plans and generated code, in characters. */
const MOST_CHARACTERS = 32 * 1024 * 1024;
const MOST = 20_000;

export type Planned = {
  form: Form;
  plan: QueryPlan;
  /** Code for these variables, or why there is none. */
  compiled(variables: Record<string, unknown>): Compiled | Reason;
};

export type Plans = ReturnType<typeof createPlans>;

/** Plans and their code, for one supergraph: what was used longest ago is forgotten first. */
export const createPlans = (generation: Generation) => {
  const known = remember<Planned, Form>(MOST, {
    total: MOST_CHARACTERS,
    sizeOf: (_, { plan }) => 8 * JSON.stringify(plan).length,
  });
  return {
    /** Throws what the planner throws. */
    of: (form: Form): Planned => known.get(form) ?? known.set(form, planned(generation, form)),
    has: (form: Form) => known.get(form) !== undefined,
    /** In the order of their last use, for a successor to plan before it is asked. */
    forms: () => known.values().map(({ form }) => form),
  };
};

const planned = (generation: Generation, form: Form): Planned => {
  const { document, operation, fragments, conditions } = form;
  const plan = generation.plan({ document, operation });
  const variants = new Map<string, Compiled | Reason>();
  return {
    form,
    plan,
    compiled(variables) {
      const booleans = booleansOf(conditions, operation, variables);
      const key =
        conditions.length === 0 ? '' : conditions.map((name) => (booleans[name] ? '1' : '0')).join('');
      const found = variants.get(key);
      if (found !== undefined) return found;
      if (variants.size >= MOST_VARIANTS) return 'variants';
      const { api, supergraph } = generation;
      const made = compiledOrReason({ plan, operation, fragments, booleans, api, supergraph });
      variants.set(key, made);
      return made;
    },
  };
};

const compiledOrReason = (compiling: Parameters<typeof compile>[0]): Compiled | Reason => {
  try {
    return compile(compiling);
  } catch (error) {
    if (error instanceof Surprise) return error.reason;
    throw error;
  }
};
