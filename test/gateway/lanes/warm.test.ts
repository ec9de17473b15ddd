import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { print } from 'graphql';
import { createDocuments, type Documents, type Form } from '../../../gateway/documents/documents.ts';
import { createGeneration, type Generation } from '../../../gateway/supergraph/generation.ts';
import type { Wire } from '../../../gateway/wires/wire.ts';
import { closeGateways, createSource, startGateway, SUPERGRAPH } from '../fakes.ts';
import { planningLane } from './planning-lane.ts';

let generation: Generation;
let documents: Documents;
beforeAll(() => {
  generation = createGeneration(SUPERGRAPH);
  documents = createDocuments({ schema: generation.api, supergraph: SUPERGRAPH });
});
afterAll(closeGateways);

const formsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => documents.get(`{ a${i}: gigs { title stars } }`)!.form);

/** Turns of the event loop, until it is stopped. */
const countTurns = () => {
  let [turns, isOver] = [0, false];
  const again = () => {
    turns += 1;
    if (!isOver) setImmediate(again);
  };
  again();
  return { now: () => turns, stop: () => (isOver = true) };
};

/** What a new lane plans of what its predecessor was asked for, and in which turn. */
const warmed = async (forms: Form[], bounds?: { most: number; longest: number }) => {
  const turns = countTurns();
  const planned: { text: string; turn: number }[] = [];
  const lane = planningLane(generation, ({ document }) =>
    planned.push({ text: print(document), turn: turns.now() }),
  );
  await lane.warm({ plans: { forms: () => forms } }, bounds);
  turns.stop();
  return planned;
};

describe('a lane that follows another', () => {
  it('plans what was used last first, and lets requests have their turn between any two', async () => {
    const forms = formsOf(10);
    const planned = await warmed(forms);
    expect(planned.map(({ text }) => text)).toEqual(forms.map(({ document }) => print(document)).reverse());
    expect(new Set(planned.map(({ turn }) => turn)).size).toBe(10);
  });

  it('plans so many, for so long, and leaves the rest to those who ask', async () => {
    const forms = formsOf(10);
    expect(await warmed(forms, { most: 3, longest: 60_000 })).toHaveLength(3);
    expect((await warmed(forms, { most: 10, longest: 0 })).length).toBeLessThan(2);
  });
});

it('a gateway that is closed while it takes another supergraph leaves no wire open', async () => {
  const { source, swap } = createSource(SUPERGRAPH);
  let closed = 0;
  const wire: Wire = {
    send: (_, { failed }) => failed(new Error('none')),
    close: async () => void (closed += 1),
  };
  const wires = { users: wire, gigs: wire, ratings: wire };
  const { gateway } = await startGateway({ supergraph: source, wires });
  await swap(SUPERGRAPH);
  const taken = swap(SUPERGRAPH);
  await Promise.all([gateway.close(), taken]);
  expect(closed).toBe(9);
});
