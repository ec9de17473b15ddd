import { describe, expect, it } from '@jest/globals';
import { gigDecider } from '../../subgraphs/gigs/decider.ts';
import { EVENTS } from '../../subgraphs/gigs/decider/policy.ts';
import type { GigEvent } from '../../subgraphs/gigs/events.ts';
import { scenarios } from '../given.ts';
import { active, asked, basicAsked, deleted, described, edit, LOGO, paused, resume, TITLE } from './story.ts';

const given = scenarios(gigDecider);

/** A gig's life, so many events long: its end is `last`. */
const long = (length: number, ...last: GigEvent[]): GigEvent[] => {
  const edits = Array.from({ length: length - active.length - last.length }, () => described);
  return [...active, ...edits, ...last];
};

describe('the stream of a gig stays short: every command reads all of it', () => {
  it('ends by itself below the 1,000 events that a stream may have', () =>
    expect(Math.max(...Object.values(EVENTS)) + 2).toBeLessThanOrEqual(1_000));

  it('takes edits up to a bound, and says so', () => {
    const title = edit({ title: 'I will design a better logo' });
    given(...long(EVENTS.edited - 1))
      .when(title)
      .then({ type: 'GigContentChanged' });
    given(...long(EVENTS.edited))
      .when(title)
      .thenRefused('TOO_MANY');
    given(...long(EVENTS.edited - 1))
      .when(edit({ title: 'I will design a better logo', maxOrdersInQueue: 2 }))
      .thenRefused('TOO_MANY');
    const gig = long(EVENTS.edited).reduce(gigDecider.evolve, gigDecider.initialState);
    expect(() => gigDecider.decide({ ...title, at: '' }, gig)).toThrow(
      `Expected at most ${EVENTS.edited} changes of a gig, and this would be number ${EVENTS.edited + 1}: draft a new one.`,
    );
  });

  it('takes an edit that changes nothing for ever', () =>
    given(...long(EVENTS.edited))
      .when(edit({ title: TITLE, tags: ['logo'] }))
      .thenNothing());

  it('is resumed for longer than it is edited, and can always be paused and deleted', () => {
    given(...long(EVENTS.resumed - 1, paused))
      .when(resume())
      .then({ type: 'GigResumed' });
    given(...long(EVENTS.resumed, paused))
      .when(resume())
      .thenRefused('TOO_MANY');
    given(...long(EVENTS.resumed))
      .when(asked('PauseGig'))
      .then(paused);
    given(...long(EVENTS.resumed + 1, paused))
      .when(asked('DeleteGig'))
      .then(deleted('PAUSED'));
  });
});

describe('an edit that says again what is so', () => {
  const item = { name: 'Files', addsDeliveryDays: 0, addsRevisions: 0, priceMinorUnits: 500 };
  const everything = {
    title: TITLE,
    description: 'A logo drawn by hand, in five proposals, with every file you need.',
    categoryId: LOGO,
    tags: ['logo', 'brand'],
    faq: [{ question: 'Do you do PNG?', answer: 'Yes.' }],
    gallery: [{ kind: 'IMAGE' as const, url: 'https://images.example.com/1.png', alt: 'A logo', width: 800 }],
    requirements: [{ id: 'que_1', prompt: 'Which?', kind: 'TEXT' as const, isRequired: true }],
    packages: [{ ...basicAsked, tier: 'PREMIUM' as const }, basicAsked],
    extras: [{ ...item, id: 'ext_1' }],
    maxOrdersInQueue: 3,
  };

  it('appends nothing, whatever the fields', () => {
    const before = active.reduce<ReturnType<typeof gigDecider.evolve>>(gigDecider.evolve, null);
    const events = gigDecider.decide({ ...edit(everything, ['que_1', 'ext_1']), at: '' }, before);
    expect(events).toHaveLength(3);
    for (const [field, value] of Object.entries(everything))
      given(...active, ...events)
        .when(edit({ [field]: value }))
        .thenNothing();
  });
});
