import { describe, expect, it } from '@jest/globals';
import type { Event, Recorded } from '../../kernel/messages.ts';
import { pageOf } from '../../kernel/pages.ts';
import {
  applyTo,
  emptyDocument,
  keysOf,
  REMOVED,
  viewName,
  type Projection,
} from '../../kernel/projection.ts';
import { recorded } from '../recorded.ts';

type Any = Event<string, { friends?: string[]; name?: string }>;
type Person = { id: string; name: string; friends: number };

/** Befriended concerns the friends and not who befriends, although it is in their stream. */
const people: Projection<Person, Any> = {
  view: 'people',
  version: 3,
  root: 'Born',
  key: ({ data, stream }) => data.friends ?? stream,
  on: {
    Born: ({ data }) => ({ name: data.name!, friends: 0 }),
    Befriended: (_, { friends = 0 }) => ({ friends: friends + 1 }),
    Died: () => REMOVED,
    Broke: () => {
      throw new Error('It breaks.');
    },
  },
};
const page = { ...people, isPage: true } as unknown as Projection;

const history = (stream: string, ...events: [string, object?][]) =>
  events.map(([type, data = {}], i) => recorded({ type, data } as Event, { stream, revision: i + 1 }));

/** The documents after these events, as the projector of the own log makes them. */
const after = (events: Recorded[]) => {
  const documents = new Map<string, ReturnType<typeof emptyDocument>>();
  for (const event of events)
    for (const id of keysOf(page, event, true))
      documents.set(id, applyTo(page, documents.get(id) ?? emptyDocument(id), event, 'people/tail'));
  return documents;
};

describe('a document', () => {
  it('is a stub until its root event', () => {
    const [befriended] = history('bob', ['Befriended', { friends: ['ana'] }]) as [Recorded];
    const [born] = history('ana', ['Born', { name: 'Ana' }]) as [Recorded];
    expect(after([befriended]).get('ana')).toMatchObject({ state: 'stub', body: { friends: 1 } });
    expect(after([befriended, born]).get('ana')).toMatchObject({ state: 'live' });
  });

  it('is changed once by an event that is delivered twice, or late', () => {
    const events = history(
      'bob',
      ['Born'],
      ['Befriended', { friends: ['ana'] }],
      ['Befriended', { friends: ['ana'] }],
    );
    expect(after([...events, ...events]).get('ana')!.body).toMatchObject({ friends: 2 });
    expect(after([events[0]!, events[2]!, events[1]!]).get('ana')!.body).toMatchObject({ friends: 1 });
  });

  it('notes positions for each source on its own', () => {
    const [event] = history('bob', ['Befriended', { friends: ['ana'] }]);
    const once = applyTo(page, emptyDocument('ana'), event!, 'people/1');
    expect(applyTo(page, once, event!, 'people/1')).toBe(once);
    expect(applyTo(page, once, event!, 'people/2')).toMatchObject({
      body: { friends: 2 },
      applied: { 'people/1': event!.position, 'people/2': event!.position },
    });
  });

  it('that is removed stays so, and forgets its body but not what was applied', () => {
    const events = history('ana', ['Born', { name: 'Ana' }], ['Died'], ['Born', { name: 'Eve' }]);
    expect(after(events).get('ana')).toMatchObject({
      state: 'removed',
      body: {},
      revision: 3,
      applied: { 'people/tail': events[2]!.position },
    });
  });

  it('that is broken keeps its last good body, whatever comes', () => {
    const events = history('ana', ['Born', { name: 'Ana' }], ['Broke'], ['Died']);
    expect(after(events).get('ana')).toMatchObject({
      state: 'live',
      broken: true,
      body: { id: 'ana', name: 'Ana', friends: 0, version: 1 },
      applied: { 'people/tail': events[0]!.position },
    });
  });

  it('cannot be given another id by a handler', () => {
    const renaming = { ...page, on: { Born: () => ({ id: 'eve' }) } } as unknown as Projection;
    const document = applyTo(renaming, emptyDocument('ana'), history('ana', ['Born'])[0]!, 's');
    expect(document).toMatchObject({ id: 'ana', body: { id: 'ana' } });
  });
});

describe('a page', () => {
  it.each([
    ['it does not handle', ['Sneezed']],
    ['it handles for others alone', ['Befriended', { friends: ['bob'] }]],
    ['it handles for nobody', ['Befriended', { friends: [] }]],
  ] as [string, [string, object?]][])(
    'counts in its version what %s, and changes nothing else',
    (_, event) => {
      const events = history('ana', ['Born', { name: 'Ana' }], event);
      const ana = after(events).get('ana')!;
      expect(ana).toMatchObject({ revision: 2, body: { name: 'Ana', friends: 0, version: 2 } });
      expect(pageOf(page, emptyDocument('ana'), events)).toEqual(ana.body);
    },
  );

  it('counts nothing of other streams', () => {
    const events = [
      ...history('ana', ['Born', { name: 'Ana' }]),
      ...history('bob', ['Born', { name: 'Bob' }], ['Befriended', { friends: ['ana'] }]),
    ];
    expect(after(events).get('ana')!.body).toMatchObject({ friends: 1, version: 1 });
    expect(after(events).get('bob')!.body).toMatchObject({ friends: 0, version: 2 });
  });

  it('of another service’s events is touched by what it handles alone', () => {
    const [, sneezed] = history('ana', ['Born'], ['Sneezed']);
    expect(keysOf(page, sneezed!)).toEqual([]);
    expect(keysOf(page, sneezed!, true)).toEqual(['ana']);
  });
});

describe('a view’s name', () => {
  const name = viewName(page);

  it('carries the version and a hash of the types handled, in any order', () => {
    expect(name).toMatch(/^people@3-[0-9a-f]{6}$/);
    const turned = Object.fromEntries(Object.entries(people.on).reverse());
    expect(viewName({ ...page, on: turned } as Projection)).toBe(name);
  });

  it('is another for another version, and for other types handled', () => {
    const { Died: _, ...fewer } = people.on;
    expect(viewName({ ...page, version: 4 })).not.toBe(name);
    expect(viewName({ ...page, on: fewer } as Projection)).not.toBe(name);
  });
});

it.each(['toString', 'constructor', '__proto__'])('an event named %s is handled by nobody', (type) => {
  const [born, event] = history('ana', ['Born'], [type]);
  expect(keysOf(page, event!)).toEqual([]);
  const ana = applyTo(page, emptyDocument('ana'), born!, 's');
  expect(applyTo(page, ana, event!, 's').body).toEqual({ ...ana.body, version: 2 });
});
