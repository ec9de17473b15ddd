import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createDocuments, type Known } from '../../../gateway/documents/documents.ts';
import { createPlans } from '../../../gateway/lanes/plans.ts';
import { createGeneration, type Generation } from '../../../gateway/supergraph/generation.ts';
import { SUPERGRAPH } from '../../../schema/compose.ts';

const sdl = readFileSync(SUPERGRAPH, 'utf8');
const MOST = 200_000;

let generation: Generation;
let known: (query: string) => Known;
beforeAll(() => {
  generation = createGeneration(sdl);
  const documents = createDocuments({ schema: generation.api, supergraph: sdl });
  known = (query) => documents.get(query)!;
});

const documentsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => known(`{ c${i}: categories { id name parent { name } } }`));

describe('plans with their code', () => {
  it('are kept within a bound of memory, which code takes more of than plans', () => {
    const plans = createPlans(generation, MOST);
    const many = documentsOf(30);
    for (const { form } of many) plans.of(form);
    expect(plans.forms()).toHaveLength(30);
    for (const { form, literals } of many) plans.of(form).compiled(literals);
    const held = plans.forms().map((form) => plans.of(form).bytes());
    expect(held.length).toBeGreaterThan(2);
    expect(held.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(MOST);
    expect(plans.forms()).toEqual(many.slice(-held.length).map(({ form }) => form));
  });

  it('count each variant of their booleans', () => {
    const { form, literals } = known('query($a: Boolean!) { categories { id name @include(if: $a) } }');
    const planned = createPlans(generation, MOST).of(form);
    const bytes = [true, false, true].map((a) => (planned.compiled({ ...literals, a }), planned.bytes()));
    expect(bytes[1]).toBeGreaterThan(bytes[0]!);
    expect(bytes[2]).toBe(bytes[1]);
  });

  it('are forgotten as a whole: what was forgotten is planned and compiled again', () => {
    const plans = createPlans(generation, MOST);
    const [first, ...others] = documentsOf(30);
    const planned = plans.of(first!.form);
    planned.compiled(first!.literals);
    for (const { form, literals } of others) plans.of(form).compiled(literals);
    expect(plans.has(first!.form)).toBe(false);
    expect(plans.of(first!.form)).not.toBe(planned);
  });
});
