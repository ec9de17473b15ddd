import type { EventBus } from '../kernel/event-bus/event-bus.ts';
import type { EventStore } from '../kernel/event-store/event-store.ts';
import type { Subgraph } from '../kernel/host.ts';
import type { Infrastructure } from '../kernel/infrastructure.ts';
import type { Recorded } from '../kernel/messages.ts';
import { keysOf, viewName } from '../kernel/projection.ts';
import { topicOf } from '../kernel/publisher.ts';
import { viewsOf, type Fed } from '../kernel/run-views.ts';
import type { Document, View, ViewDefinition, ViewStore } from '../kernel/view-store/view-store.ts';

/** `at`: when the append was durable, in the process's milliseconds. */
type Appended = { service: string; event: Recorded; at: number };

export type Sightings = {
  appended: Appended[];
  /** By view, document and source: from `at` on, the document shows all up to `position`. */
  stored: Map<string, { position: number; at: number }[]>;
  /** By topic and stream, the source that views know it by: `orders/7`. */
  sources: Map<string, string>;
};

export const createSightings = (): Sightings => ({ appended: [], stored: new Map(), sources: new Map() });

/** The same stores and bus, which note what comes by. */
export const watched = (infrastructure: Infrastructure, sightings: Sightings): Infrastructure => ({
  ...infrastructure,
  bus: watchedBus(infrastructure.bus, sightings),
  async storesOf(service) {
    const { eventStore, viewStore, ...more } = await infrastructure.storesOf(service);
    return {
      ...more,
      eventStore: watchedLog(eventStore, sightings, service),
      viewStore: watchedViews(viewStore, sightings, service),
    };
  },
});

const watchedLog = (eventStore: EventStore, { appended }: Sightings, service: string): EventStore => ({
  ...eventStore,
  async append(commit) {
    const result = await eventStore.append(commit);
    const at = performance.now();
    if (result.outcome === 'appended')
      appended.push(...result.events.map((event) => ({ service, event, at })));
    return result;
  },
});

const watchedBus = (bus: EventBus, { sources }: Sightings): EventBus => ({
  ...bus,
  subscribe: ({ handle, ...subscription }) =>
    bus.subscribe({
      ...subscription,
      handle(messages) {
        for (const { topic, key, partition } of messages)
          sources.set(`${topic} ${key}`, `${topic.split('.')[0]}/${partition}`);
        return handle(messages);
      },
    }),
});

const watchedViews = (viewStore: ViewStore, { stored }: Sightings, service: string): ViewStore => ({
  ...viewStore,
  async open<V extends Document>(definition: ViewDefinition): Promise<View<V>> {
    const view = await viewStore.open<V>(definition);
    return {
      ...view,
      async store(documents, checkpoint) {
        const lost = await view.store(documents, checkpoint);
        const at = performance.now();
        for (const { id, applied } of documents.filter((document) => !lost.includes(document.id)))
          for (const [source, position] of Object.entries(applied)) {
            const key = [service, view.name, id, source].join(' ');
            if (!stored.has(key)) stored.set(key, []);
            stored.get(key)!.push({ position, at });
          }
        return lost;
      },
    };
  },
});

/** `view` was the last to show an event, so many milliseconds after its append at that time. */
export type Sighting = { view: string; at: number; after: number };

/** Of every event that concerns a view. Throws where one was not shown at all. */
export const sightingsOf = (sightings: Sightings, subgraphs: Subgraph[]): Sighting[] => {
  const views = subgraphs.flatMap((one) => viewsOf(one).map((fed) => ({ service: one.service.name, fed })));
  return sightings.appended.flatMap((appended) => {
    const shown = views.flatMap((view) => shownBy(sightings, view, appended));
    return shown.length === 0 ? [] : [shown.reduce((a, b) => (b.after > a.after ? b : a))];
  });
};

type Placed = { service: string; fed: Fed };

const shownBy = (
  { stored, sources }: Sightings,
  { service, fed }: Placed,
  appended: Appended,
): Sighting[] => {
  const { event, at } = appended;
  const isOwn = service === appended.service;
  const topic = topicOf(appended.service);
  if (isOwn ? !fed.isOwn : !Object.hasOwn(fed.topics, topic)) return [];
  const source = isOwn ? `${service}/tail` : sources.get(`${topic} ${event.stream}`);
  return keysOf(fed.projection, event, isOwn).flatMap((id) => {
    const times = stored.get([service, viewName(fed.projection), id, source].join(' '));
    const first = times?.find(({ position }) => position >= event.position);
    const view = `${service}.${fed.projection.view}`;
    if (!times && !Object.hasOwn(fed.projection.on, event.type)) return []; // no page of that stream
    if (!first) throw new Error(`Expected ${view} to show ${event.type} ${event.id} in ${id}; it never did.`);
    return [{ view, at, after: first.at - at }];
  });
};
