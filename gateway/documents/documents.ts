import { parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { remember } from '../../kernel/graphql/remember.ts';
import { directMapped } from './direct-mapped.ts';
import { formsOf, type Form, type Forms } from './form.ts';
import { LIMITS, type Limits } from './limits/defaults.ts';
import { createLimits, validationRules } from './limits/limits.ts';
import { MOST_TOKENS } from './limits/rules.ts';
import { normalFormOf } from './normal-form.ts';

export type { Form, Limits };

/** A valid document: its form, and the literals that it has in place of the form's variables. */
export type Known = { form: Form; literals: Readonly<Record<string, unknown>> };

export type Documents = {
  /**
   * Undefined for what Apollo Server should say what it is, or what is wrong with it: what does not parse or is
   * not valid, an operation that is not there, a subscription, a question about the schema.
   */
  get(query: string, operationName?: string): Known | undefined;
};

/** `text`: the normal form; undefined for what is not for us. */
type Entry = { text: string | undefined; literals: Record<string, unknown> };
/** No forms: not for us, either. `text` again, so that all entries share one. */
type Formed = { text: string; forms: Forms | undefined };

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
/** Of memory: for an entry with nothing in it, for a form with hardly anything, and for each of its characters. */
const ENTRY = 300;
const FORM = 2_000;
const BYTES_A_CHARACTER = 40;

/** What was asked before is known by its text; what differs from it in literals alone, by its normal form. */
export const createDocuments = (options: DocumentsOptions): Documents => {
  const { schema, supergraph, texts = 16 * MIB, forms = 32 * MIB } = options;
  const limits = { ...LIMITS, ...options.limits };
  const forming = { schema, rules: validationRules(limits), limitsOf: createLimits(supergraph, limits) };
  const known = remember<Entry>(100_000, { total: texts, sizeOf: sizeOfEntry });
  const formed = remember<Formed>(100_000, { total: forms, sizeOf: sizeOfForms });

  const formedOf = (text: string) =>
    formed.get(text) ?? formed.set(text, { text, forms: formsOf(forming, text) });

  const entryOf = (query: string): Entry => {
    const document = parsed(query);
    const normal = document && normalFormOf(schema, document);
    return normal ? { text: formedOf(normal.text).text, literals: normal.literals } : NOT_OURS;
  };

  const knownOf = directMapped((query) => known.get(query) ?? known.set(query, entryOf(query)));

  return {
    get(query, operationName) {
      const { text, literals } = knownOf(query);
      const found = text === undefined ? undefined : formedOf(text).forms;
      const form = found?.(operationName);
      return form && { form, literals };
    },
  };
};

const NOT_OURS: Entry = { text: undefined, literals: {} };

const parsed = (query: string): DocumentNode | undefined => {
  try {
    return parse(query, { noLocation: true, maxTokens: MOST_TOKENS });
  } catch {
    return undefined;
  }
};

/** The form is not in it: it is forgotten by itself. */
const sizeOfEntry = (query: string, { text = '', literals }: Entry) =>
  ENTRY + 2 * (query.length + text.length) + 4 * JSON.stringify(literals).length;

const sizeOfForms = (text: string, { forms }: Formed) =>
  forms ? FORM + text.length * BYTES_A_CHARACTER : ENTRY + 2 * text.length;
