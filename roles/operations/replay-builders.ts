import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '../../kernel/domain-error.ts';
import type { EventBus } from '../../kernel/event-bus/event-bus.ts';
import type { Hosted } from '../../kernel/host.ts';
import { reached } from '../../kernel/points.ts';
import { createProjector, type Projector } from '../../kernel/projector.ts';
import { feedFromBus, type Fed } from '../../kernel/run-views.ts';
import type { View } from '../../kernel/view-store/view-store.ts';
import { untilAnswered } from '../patience.ts';

/** What fills the copy of a view from position 0: from the own log, from topics, or both. */
export const startBuilders = async (hosted: Hosted, fed: Fed, copy: View) => {
  const { log } = hosted.host;
  const projecting = { projection: fed.projection, view: copy, log };
  const own = fed.isOwn ? createOwnBuilder(hosted, createProjector(projecting)) : undefined;
  const group = `${hosted.host.service}.${hosted.host.ids.next('replay')}`;
  let fromBus = 0;
  const onFed = (events: number) => (fromBus += events);
  const hasTopics = Object.keys(fed.topics).length > 0;
  const watched = watchFailures(hosted);
  const feeding = { view: copy, group, onFed };
  const following = hasTopics ? await feedFromBus(watched.hosted, fed, feeding) : undefined;
  return {
    async catchUp() {
      const before = fromBus;
      const fromLog = own ? await untilAnswered(own, log) : 0;
      while (following && (await untilAnswered(following.lag, log)) > 0) {
        const failure = watched.failure();
        if (failure) throw failure;
        await sleep(5);
      }
      return fromLog + fromBus - before;
    },
    async close() {
      await following?.close();
      await hosted.ground.infrastructure.bus.forget(group);
    },
  };
};

/** The same service, that tells what its consumers failed at and waiting does not mend. */
const watchFailures = (hosted: Hosted) => {
  const { bus } = hosted.host;
  let failure: unknown;
  const note = (error: unknown) => {
    if (!(error instanceof UnavailableError)) failure = error;
    throw error;
  };
  const subscribe: EventBus['subscribe'] = (subscription) =>
    bus.subscribe({ ...subscription, handle: (messages) => subscription.handle(messages).catch(note) });
  const host = { ...hosted.host, bus: { ...bus, subscribe } };
  return { hosted: { ...hosted, host }, failure: () => failure };
};

/**
 * Folds the service's own log from where it stopped to its end; answers how many events. After a failure it begins
 * where it last stored.
 */
const createOwnBuilder = ({ host }: Hosted, projector: Projector) => {
  const source = { name: `${host.service}/tail`, isOwn: true };
  const stored = { position: 0, events: 0 };

  const foldToTheEnd = async () => {
    let { position, events: folded } = stored;
    for (;;) {
      const events = await host.eventStore.readAll(position, 2_000);
      await projector.fold(events, source);
      reached('rebuild.mid');
      position = events.at(-1)?.position ?? position;
      folded += events.length;
      if (events.length > 0 && !projector.isFull()) continue;
      await projector.flush();
      Object.assign(stored, { position, events: folded });
      if (events.length === 0) return;
    }
  };

  return async () => {
    const before = stored.events;
    projector.forget();
    await foldToTheEnd();
    return stored.events - before;
  };
};
