import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../kernel/canonical.ts';
import type { Event, Recorded } from '../../kernel/messages.ts';
import { applyTo, emptyDocument, keysOf, type Projection } from '../../kernel/projection.ts';
import type { Stored } from '../../kernel/view-store/view-store.ts';
import { presence, sellerBuyers, sellers, users } from '../../subgraphs/users/projections.ts';
import { averageReceived } from '../../subgraphs/users/projections/users.ts';
import { project, projectAll, recorded } from '../recorded.ts';
import { histories } from './histories.ts';
import * as story from './story.ts';

describe('a member’s page', () => {
  it('is public from registration on', () =>
    expect(project(users, story.registered)).toEqual({
      id: 'usr_sam',
      username: 'sam',
      memberSince: '2026-01-15T12:00:00.000Z',
      version: story.registered.revision,
    }));

  it('is not there before, although others have spoken of the member', () =>
    expect(project(users, story.placed('ord_1', { buyerId: 'usr_sam' }))).toBeUndefined());

  it('has a seller once a seller profile is open', () =>
    expect(project(users, story.registered, story.opened, story.away, story.bigger)).toMatchObject({
      seller: {
        level: 'NEW',
        capacity: 9,
        isAcceptingOrders: false,
        unavailableFrom: '2026-02-01T00:00:00.000Z',
        unavailableUntil: null,
        messageTextId: null,
      },
    }));

  it('counts what the member did as a buyer', () => {
    const buyerId = 'usr_sam';
    const page = project(
      users,
      story.registered,
      story.placed('ord_1', { buyerId }),
      story.placed('ord_2', { buyerId }),
      story.completed('ord_1', { buyerId }),
      story.published('ord_1', { buyerId, buyerScore: 5 }),
      story.published('ord_2', { buyerId, buyerScore: 4 }),
      story.published('ord_3', { buyerId }),
    )!;
    expect(page).toMatchObject({ ordersPlaced: 2, ordersCompleted: 1 });
    expect(averageReceived(page)).toBe(4.5);
  });
});

describe('what is counted of a seller', () => {
  it('is the load, up and down as orders move', () => {
    const load = (...events: Recorded<Event>[]) =>
      project(sellers as unknown as Projection<{ id: string; ordersInProgress: number }>, ...events)
        ?.ordersInProgress;
    const order = [story.placed('ord_1'), story.started('ord_1')];
    expect(load(...order)).toBe(1);
    expect(load(...order, story.delivered('ord_1'))).toBe(0);
    expect(load(...order, story.delivered('ord_1'), story.revised('ord_1'))).toBe(1);
    expect(load(story.placed('ord_1'), story.cancelled('ord_1'), story.placed('ord_2'))).toBe(1);
  });

  it('takes the first delivery of an order alone for on time', () =>
    expect(
      project(
        sellers,
        story.delivered('ord_1', { isOnTime: true }),
        story.delivered('ord_1', { isOnTime: false, number: 2 }),
        story.delivered('ord_2', { isOnTime: false }),
      ),
    ).toMatchObject({ deliveries: { onTime: 1, total: 2 } }));

  it('counts a buyer once, however often they come back', () =>
    expect(
      Object.keys(
        projectAll(
          sellerBuyers,
          story.completed('ord_1'),
          story.completed('ord_2'),
          story.completed('ord_3', { buyerId: 'usr_ben' }),
        ),
      ),
    ).toEqual(['usr_sam:usr_bea', 'usr_sam:usr_ben']));
});

describe('presence', () => {
  it('keeps the latest heartbeat, in whatever order they come', () => {
    const seen = (at: string) => recorded({ type: 'MemberSeen', data: { userId: 'usr_sam' } }, { at });
    const early = '2026-01-15T12:00:00.000Z';
    const late = '2026-01-15T12:05:00.000Z';
    expect(project(presence, seen(late), seen(early))).toEqual({ id: 'usr_sam', lastSeenAt: late });
  });
});

describe('whatever the order of arrival', () => {
  const build = (projection: Projection, events: Recorded[]) => {
    const documents: Record<string, Stored> = {};
    for (const event of events)
      for (const id of keysOf(projection, event))
        documents[id] = applyTo(projection, documents[id] ?? emptyDocument(id), event, event.stream);
    return canonicalJson(documents);
  };

  it.each([users, sellers, sellerBuyers] as unknown as Projection[])(
    'as long as each stream keeps its own, $view is the same, and redelivery changes nothing',
    (projection) =>
      fc.assert(
        fc.property(histories, fc.infiniteStream(fc.nat()), (streams, choices) => {
          const merged = merge(streams, choices);
          const once = build(projection, streams.flat());
          expect(build(projection, merged)).toBe(once);
          expect(
            build(
              projection,
              merged.flatMap((event) => [event, event]),
            ),
          ).toBe(once);
        }),
        { numRuns: 60 },
      ),
  );
});

/** Draws from the streams at random, each in its own order. */
const merge = (streams: Recorded[][], choices: Iterator<number>): Recorded[] => {
  const left = streams.filter((stream) => stream.length > 0).map((stream) => [...stream]);
  const merged: Recorded[] = [];
  while (left.length > 0) {
    const i = choices.next().value! % left.length;
    merged.push(left[i]!.shift()!);
    if (left[i]!.length === 0) left.splice(i, 1);
  }
  return merged;
};
