import type { QueryPlan } from '@apollo/query-planner';
import { compile, type Compiled, type Compiling } from '../bytes/compile.ts';
import { Surprise, type Reason } from '../bytes/surprise.ts';
import { booleansOf } from '../bytes/variants.ts';
import type { Form } from '../documents/documents.ts';
import type { Generation } from '../supergraph/generation.ts';
import { remember } from '../../kernel/graphql/remember.ts';

/** Combinations of @skip and @include for which one operation is compiled; what comes after is not. */
const MOST_VARIANTS = 32;
const MOST = 20_000;
const MIB = 1024 * 1024;
/** Of heap, as measured: for each character of a plan, and for code that has run, of which each character and some. */
const [PLAN_CHARACTER, CODE, CODE_CHARACTER] = [4, 16_000, 4];

export type Planned = {
  form: Form;
  plan: QueryPlan;
  /** Code for these variables, or why there is none. */
  compiled(variables: Record<string, unknown>): Compiled | Reason;
  /** Of memory that it holds now. */
  bytes(): number;
};

export type Plans = ReturnType<typeof createPlans>;

/** Plans and their code, for one supergraph: what was used longest ago is forgotten first. `most`: bytes of memory. */
export const createPlans = (generation: Generation, most = 96 * MIB) => {
  const known = remember<Planned, Form>(MOST, { total: most, sizeOf: (_, planned) => planned.bytes() });
  const measuredAgain = (planned: Planned) => void known.set(planned.form, planned);
  return {
    /** Throws what the planner throws. */
    of: (form: Form): Planned => known.get(form) ?? known.set(form, planned(generation, form, measuredAgain)),
    has: (form: Form) => known.get(form) !== undefined,
    /** In the order of their last use, for a successor to plan before it is asked. */
    forms: () => known.values().map(({ form }) => form),
  };
};

const planned = (generation: Generation, form: Form, onGrown: (grown: Planned) => void): Planned => {
  const { document, operation, fragments, conditions } = form;
  const plan = generation.plan({ document, operation });
  const variants = new Map<string, Compiled | Reason>();
  let bytes = PLAN_CHARACTER * JSON.stringify(plan).length;
  const self: Planned = {
    form,
    plan,
    bytes: () => bytes,
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
      bytes += typeof made === 'string' ? 0 : CODE + CODE_CHARACTER * made.code.length;
      onGrown(self);
      return made;
    },
  };
  return self;
};

const compiledOrReason = (compiling: Compiling): Compiled | Reason => {
  try {
    return compile(compiling);
  } catch (error) {
    if (error instanceof Surprise) return error.reason;
    throw error;
  }
};
