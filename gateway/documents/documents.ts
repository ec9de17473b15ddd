import { parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { remember } from '../../kernel/graphql/remember.ts';
import { formsOf, type Form } from './form.ts';
import { LIMITS, type Limits } from './limits/defaults.ts';
import { createLimits, validationRules } from './limits/limits.ts';
import { MOST_TOKENS } from './limits/rules.ts';
import { normalFormOf } from './normal-form.ts';

export type { Form, Limits };
export type { Cost } from './limits/limits.ts';

/** A valid document: its form, and the literals that it has in place of the form's variables. */
export type Known = { form: Form; literals: Readonly<Record<string, unknown>> };

export type Documents = {
  /**
   * Undefined for what Apollo Server should say what it is, or what is wrong with it: what does not parse or is
   * not valid, an operation that is not there, a subscription, a question about the schema.
   */
  get(query: string, operationName?: string): Known | undefined;
};

type Forms = Map<string | undefined, Form>;
/** No forms: not for us. */
type Entry = { forms: Forms | undefined; literals: Record<string, unknown> };

export type DocumentsOptions = {
  /** What clients see. */
  schema: GraphQLSchema;
  /** The supergraph's SDL: it says what fields cost and how many they answer. */
  supergraph: string;
  limits?: Partial<Limits>;
  /** Of memory, in bytes: for the texts that were seen, and for their forms. */
  texts?: number;
  forms?: number;
};

const MIB = 1024 * 1024;
/** Of memory, for each character of a form: mostly its syntax tree. */
const BYTES_A_CHARACTER = 60;
/** Of memory, for an entry with nothing in it. */
const EMPTY = 300;

/** What was asked before is known by its text; what differs from it in literals alone, by its normal form. */
export const createDocuments = (options: DocumentsOptions): Documents => {
  const { schema, supergraph, texts = 16 * MIB, forms = 32 * MIB } = options;
  const limits = { ...LIMITS, ...options.limits };
  const limitsOf = createLimits(supergraph, limits);
  const forming = { schema, rules: validationRules(limits), limitsOf };
  const known = remember<Entry>(100_000, { total: texts, sizeOf: sizeOfEntry });
  const formed = remember<{ forms: Forms | undefined }>(100_000, { total: forms, sizeOf: sizeOfForms });

  const entryOf = (query: string): Entry => {
    const document = parsed(query);
    const normal = document && normalFormOf(schema, document);
    if (!normal) return NOT_OURS;
    const { text, literals } = normal;
    const there = formed.get(text) ?? formed.set(text, { forms: formsOf(forming, text) });
    return { forms: there.forms, literals };
  };

  return {
    get(query, operationName) {
      const { forms: found, literals } = known.get(query) ?? known.set(query, entryOf(query));
      const form = found && formNamed(found, operationName);
      return form && { form, literals };
    },
  };
};

const NOT_OURS: Entry = { forms: undefined, literals: {} };

const parsed = (query: string): DocumentNode | undefined => {
  try {
    return parse(query, { noLocation: true, maxTokens: MOST_TOKENS });
  } catch {
    return undefined;
  }
};

const formNamed = (forms: Forms, name: string | undefined) => {
  if (name !== undefined) return forms.get(name);
  return forms.size === 1 ? forms.values().next().value : undefined;
};

const sizeOfEntry = (query: string, { literals }: Entry) =>
  EMPTY + 2 * query.length + 4 * JSON.stringify(literals).length;

const sizeOfForms = (text: string, { forms }: { forms: Forms | undefined }) =>
  EMPTY + text.length * (forms ? BYTES_A_CHARACTER : 2);
